import { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { proves } from '../../../test/support/proves.js';
import { firstStep, whereEmailLeads } from './sign-in-choice.js';

const provider = (scheme: string, domains: string[] = []) =>
  Object.assign(new IdentityProviderSettings(), { scheme, domains });
const hospital = provider('hospital', ['hospital.example', 'zürich.example']);
const clinic = provider('clinic', ['clinic.example']);
const other = provider('other');
const facts = { providers: [hospital], localSignIn: false, mayGoStraight: true };

describe('the first page for a person who has to sign in', () => {
  it.each([
    ['one identity provider: no page', facts, 'nothing'],
    ['one identity provider, after an error: its button', { ...facts, mayGoStraight: false }, 'buttons'],
    ['one identity provider and local sign-in: its button', { ...facts, localSignIn: true }, 'buttons'],
    [
      'several identity providers with domains: the e-mail field',
      { ...facts, providers: [hospital, other] },
      'emailField',
    ],
    [
      'several identity providers without domains: buttons',
      { ...facts, providers: [other, provider('third')] },
      'buttons',
    ],
    ['no identity provider: no buttons', { ...facts, providers: [] }, 'buttons'],
  ])('%s', (_what, given, show) => {
    expect(firstStep(given).show).toBe(show);
  });

  it('the buttons below the e-mail field are those of identity providers without a domain, and the last used one', () => {
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

describe('the identity provider of an e-mail address', () => {
  const providers = [other, hospital, clinic];
  it.each([
    proves('BI-40', ['is found by the domain', 'maria@hospital.example', 'hospital']),
    proves('BI-40', [
      'is found by the domain in capitals, with white space around',
      '  Maria@Clinic.EXAMPLE ',
      'clinic',
    ]),
    proves('BI-42', ['is found by an international domain', 'maria@zürich.example', 'hospital']),
    proves('BI-42', ['is found by the same domain as an A-label', 'maria@xn--zrich-kva.example', 'hospital']),
  ])('%s', (_what, typed, scheme) => {
    expect(whereEmailLeads(typed, providers)).toEqual({
      to: 'provider',
      provider: providers.find((one) => one.scheme === scheme),
      address: typed.trim(),
    });
  });

  it.each([
    ['there is none for another domain', 'maria@elsewhere.example', 'nowhere'],
    ['there is none for a subdomain', 'maria@ward.hospital.example', 'nowhere'],
    proves('BI-42', [
      'there is none for a domain with a Cyrillic letter',
      'maria@hоspital.example',
      'nowhere',
    ]),
    proves('BI-43', ['fullwidth letters are a mistake', 'maria@ｈospital.example', 'mistake']),
    proves('TM-13', ['a line end is a mistake', 'maria@hospital.example\r\nx', 'mistake']),
    proves('TM-13', ['4 KB are a mistake', `${'a'.repeat(4096)}@hospital.example`, 'mistake']),
    proves('BI-47', ['two addresses are a mistake', 'a@hospital.example,b@hospital.example', 'mistake']),
    ['text that is not an address is a mistake', 'maria', 'mistake'],
    ['a missing address is a mistake', undefined, 'mistake'],
    ['a list is a mistake', ['maria@hospital.example'], 'mistake'],
  ])('%s', (_what, typed, to) => {
    expect(whereEmailLeads(typed, providers).to).toBe(to);
  });
});
