import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { provider } from '../../../../test/support/small-world.js';
import { addressJudge } from './identifying-address.js';

const ADDRESS = 'maria@hospital.example';
const ALWAYS: Partial<IdentityProviderSettings> = {
  trustEmail: 'always',
  trustEmailDomains: ['hospital.example'],
};
const verdict = (
  claims: Record<string, unknown>,
  settings: Partial<IdentityProviderSettings> = {},
  { address = ADDRESS, alone = true } = {},
) => addressJudge({ email: ADDRESS, ...claims }, provider(settings), alone)(address);

describe('an address identifies a person', () => {
  it.each<[string, unknown, string]>([
    ['email_verified', true, 'email_verified is true, read as verified'],
    ['email_verified', 'true', 'email_verified is "true" (text), read as verified'],
    ['xms_edov', true, 'xms_edov is true, read as verified'],
    ['xms_edov', 'true', 'xms_edov is "true" (text), read as verified'],
    ['xms_edov', 1, 'xms_edov is 1, read as verified'],
    ['xms_edov', '1', 'xms_edov is "1" (text), read as verified'],
    [
      'email_verified',
      ['other@hospital.example', 'Maria@Hospital.example'],
      'email_verified is a list of 2, which contains this address, read as verified',
    ],
  ])('by %s: %j', (claim, value, finding) => {
    expect(verdict({ [claim]: value })).toEqual({ identifies: true, finding });
  });

  it.each<[string, Partial<IdentityProviderSettings>, Record<string, unknown>]>([
    [
      'when the claim has a spelling that the settings list',
      { verifiedEmailValues: ['TRUE'] },
      { email_verified: 'TRUE' },
    ],
    [
      'when the claim has a number that the settings list',
      { verifiedEmailValues: ['1'] },
      { email_verified: 1 },
    ],
    [
      'when its domain is one of the settings',
      { trustEmailDomains: ['Hospital.example'] },
      { email_verified: true },
    ],
    ['when the settings say that its domain is always trusted', ALWAYS, {}],
    [
      'when its domain is always trusted, also when the identity provider says that it is not verified',
      ALWAYS,
      { email_verified: false, xms_edov: '0' },
    ],
  ])('%s', (_why, settings, claims) => {
    expect(verdict(claims, settings).identifies).toBe(true);
  });
});

describe('an address does not identify a person', () => {
  it.each<[string, unknown, string]>([
    ['email_verified', undefined, 'no claim says that it is verified: no email_verified or xms_edov is sent'],
    ['email_verified', null, 'no claim says that it is verified: no email_verified or xms_edov is sent'],
    ['email_verified', false, 'email_verified is false, read as not verified'],
    ['email_verified', 'false', 'email_verified is "false" (text), read as not verified'],
    ['email_verified', 'False', 'email_verified is "False" (text), read as not verified'],
    ['email_verified', 0, 'email_verified is 0, read as not verified'],
    ['xms_edov', '0', 'xms_edov is "0" (text), read as not verified'],
    [
      'email_verified',
      1,
      'email_verified is 1, which is not a known value for verified (verifiedEmailValues)',
    ],
    ['xms_edov', 2, 'xms_edov is 2, which is not a known value for verified (verifiedEmailValues)'],
    [
      'email_verified',
      'TRUE',
      'email_verified is "TRUE" (text), which is not a known value for verified (verifiedEmailValues)',
    ],
    [
      'email_verified',
      [true],
      'email_verified is a list of 1, which is not a known value for verified (verifiedEmailValues)',
    ],
    [
      'email_verified',
      { true: true },
      'email_verified is an object, which is not a known value for verified (verifiedEmailValues)',
    ],
    [
      'email_verified',
      'somebody.else@hospital.example',
      'email_verified is text, which is not a known value for verified (verifiedEmailValues)',
    ],
  ])('by %s: %j', (claim, value, finding) => {
    expect(verdict({ [claim]: value })).toMatchObject({ identifies: false, finding });
  });

  it.each<
    [
      string,
      Partial<IdentityProviderSettings>,
      Record<string, unknown>,
      Parameters<typeof verdict>[2],
      string,
    ]
  >([
    [
      'when no address is trusted',
      { trustEmail: 'never' },
      { email_verified: true },
      {},
      'trustEmail: never',
    ],
    [
      'when its domain is not one of this identity provider',
      { trustEmailDomains: ['clinic.example'] },
      { email_verified: true },
      {},
      'may not vouch for its domain',
    ],
    [
      'when its domain is a subdomain of one of this identity provider',
      { trustEmailDomains: ['example'] },
      { email_verified: true },
      {},
      'may not vouch for its domain',
    ],
    [
      'when its domain is not one of the settings, also with trustEmail: always',
      { ...ALWAYS, trustEmailDomains: ['clinic.example'] },
      { email_verified: true },
      {},
      'may not vouch for its domain',
    ],
    [
      'beside another identity provider, when no domain is named',
      {},
      { email_verified: true },
      { alone: false },
      'name no domain',
    ],
    [
      'when it is never compared',
      {},
      { email_verified: true },
      { address: '"maria"@hospital.example' },
      'never compared',
    ],
    [
      'when two claims contradict each other',
      {},
      { email_verified: 'false', xms_edov: true },
      {},
      'email_verified is "false" (text), read as not verified',
    ],
    [
      'when the verified address is another one',
      {},
      { email_verified: true },
      { address: 'other@hospital.example' },
      'is about the claim email, which has another address',
    ],
    [
      'when no claim says that an address is verified',
      { verifiedEmailClaim: [] },
      {},
      {},
      'verifiedEmailClaim is empty',
    ],
  ])('%s', (_why, settings, claims, more, finding) => {
    const { identifies, finding: found } = verdict(claims, settings, more);
    expect(identifies).toBe(false);
    expect(found).toContain(finding);
    expect(found).not.toContain('@');
  });
});
