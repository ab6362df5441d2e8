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

describe('an address may identify somebody', () => {
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
    ['by a spelling of the settings', { verifiedEmailValues: ['TRUE'] }, { email_verified: 'TRUE' }],
    ['by a number of the settings', { verifiedEmailValues: ['1'] }, { email_verified: 1 }],
    ['in a domain of the settings', { trustEmailDomains: ['Hospital.example'] }, { email_verified: true }],
    ['as the settings vouch for its domain', ALWAYS, {}],
    ['likewise, whatever the provider says', ALWAYS, { email_verified: false, xms_edov: '0' }],
  ])('%s', (_why, settings, claims) => {
    expect(verdict(claims, settings).identifies).toBe(true);
  });
});

describe('an address identifies nobody', () => {
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
    ['where none is trusted', { trustEmail: 'never' }, { email_verified: true }, {}, 'trustEmail: never'],
    [
      'outside the domains of the provider',
      { trustEmailDomains: ['clinic.example'] },
      { email_verified: true },
      {},
      'may not vouch for its domain',
    ],
    [
      'in a subdomain of one',
      { trustEmailDomains: ['example'] },
      { email_verified: true },
      {},
      'may not vouch for its domain',
    ],
    [
      'outside the domains that the settings vouch for, even if verified',
      { ...ALWAYS, trustEmailDomains: ['clinic.example'] },
      { email_verified: true },
      {},
      'may not vouch for its domain',
    ],
    [
      'beside another provider, where no domain is named',
      {},
      { email_verified: true },
      { alone: false },
      'name no domain',
    ],
    [
      'that is never compared',
      {},
      { email_verified: true },
      { address: '"maria"@hospital.example' },
      'never compared',
    ],
    [
      'that two claims disagree about',
      {},
      { email_verified: 'false', xms_edov: true },
      {},
      'email_verified is "false" (text), read as not verified',
    ],
    [
      'that is another than the one that is verified',
      {},
      { email_verified: true },
      { address: 'other@hospital.example' },
      'is about the claim email, which has another address',
    ],
    ['where no claim vouches', { verifiedEmailClaim: [] }, {}, {}, 'verifiedEmailClaim is empty'],
  ])('%s', (_why, settings, claims, more, finding) => {
    const { identifies, finding: found } = verdict(claims, settings, more);
    expect(identifies).toBe(false);
    expect(found).toContain(finding);
    expect(found).not.toContain('@');
  });
});
