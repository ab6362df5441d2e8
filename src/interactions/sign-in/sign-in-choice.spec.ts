import { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { proves } from '../../../test/support/proves.js';
import { firstStep, whereEmailLeads } from './sign-in-choice.js';

const provider = (scheme: string, domains: string[] = []) =>
  Object.assign(new IdentityProviderSettings(), { scheme, domains });
const hospital = provider('hospital', ['hospital.example', 'zürich.example']);
const clinic = provider('clinic', ['clinic.example']);
const other = provider('other');
const facts = { providers: [hospital], localSignIn: false, mayGoStraight: true };

describe('what a person who has to sign in sees first', () => {
  it.each([
    ['one provider: nothing', facts, 'nothing'],
    ['one provider, after an error: its button', { ...facts, mayGoStraight: false }, 'buttons'],
    ['one provider and local sign-in: its button', { ...facts, localSignIn: true }, 'buttons'],
    ['several with domains: the e-mail field', { ...facts, providers: [hospital, other] }, 'emailField'],
    ['several without domains: buttons', { ...facts, providers: [other, provider('third')] }, 'buttons'],
    ['none: no buttons', { ...facts, providers: [] }, 'buttons'],
  ])('%s', (_what, given, show) => {
    expect(firstStep(given).show).toBe(show);
  });

  it('below the field stand only those no address leads to, and the one this device used last', () => {
    const providers = [hospital, clinic, other];
    const schemes = (lastUsed?: string) => {
      const step = firstStep({ ...facts, providers, lastUsed });
      return step.show === 'emailField' ? step.buttons.map(({ scheme }) => scheme) : step.show;
    };
    expect(schemes()).toEqual(['other']);
    expect(schemes('clinic')).toEqual(['clinic', 'other']);
    expect(schemes('somewhere-else')).toEqual(['other']);
  });
});

describe('where an e-mail address leads', () => {
  const providers = [other, hospital, clinic];
  it.each([
    proves('BI-40', ['its domain', 'maria@hospital.example', 'hospital']),
    proves('BI-40', ['its domain in capitals, with white space around', '  Maria@Clinic.EXAMPLE ', 'clinic']),
    proves('BI-42', ['an international domain', 'maria@zürich.example', 'hospital']),
    proves('BI-42', ['the same as an A-label', 'maria@xn--zrich-kva.example', 'hospital']),
  ])('%s', (_what, typed, scheme) => {
    expect(whereEmailLeads(typed, providers)).toEqual({
      to: 'provider',
      provider: providers.find((one) => one.scheme === scheme),
      address: typed.trim(),
    });
  });

  it.each([
    ['another domain', 'maria@elsewhere.example', 'nowhere'],
    ['a subdomain', 'maria@ward.hospital.example', 'nowhere'],
    proves('BI-42', ['a Cyrillic letter in the domain', 'maria@hоspital.example', 'nowhere']),
    proves('BI-43', ['fullwidth letters', 'maria@ｈospital.example', 'mistake']),
    proves('TM-13', ['a line end', 'maria@hospital.example\r\nx', 'mistake']),
    proves('TM-13', ['4 KB', `${'a'.repeat(4096)}@hospital.example`, 'mistake']),
    proves('BI-47', ['two addresses', 'a@hospital.example,b@hospital.example', 'mistake']),
    ['no address', 'maria', 'mistake'],
    ['nothing', undefined, 'mistake'],
    ['a list', ['maria@hospital.example'], 'mistake'],
  ])('%s', (_what, typed, to) => {
    expect(whereEmailLeads(typed, providers).to).toBe(to);
  });
});
