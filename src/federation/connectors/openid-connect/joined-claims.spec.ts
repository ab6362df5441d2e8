import { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { joinedClaims } from './joined-claims.js';

type Claims = Record<string, unknown>;

const provider = Object.assign(new IdentityProviderSettings(), {
  verifiedEmailClaim: ['address_checked', '/mail/checked'],
  alternateKeyClaims: ['site', 'staff'],
});

describe('the claims of an ID token and of userinfo', () => {
  it.each<[string, Claims, Claims, Claims]>([
    [
      'are joined',
      { sub: 's', name: 'A' },
      { sub: 's', nickname: 'a' },
      { sub: 's', name: 'A', nickname: 'a' },
    ],
    ['in both: the value of the ID token counts', { name: 'A' }, { name: 'B' }, { name: 'A' }],
    [
      'an address of the ID token is not verified by what userinfo says',
      { email: 'victim@a.test' },
      { email: 'own@a.test', email_verified: true, xms_edov: 1, verified_primary_email: ['victim@a.test'] },
      { email: 'victim@a.test' },
    ],
    [
      'an address of userinfo is not verified by what the ID token says',
      { email_verified: true },
      { email: 'victim@a.test', email_verified: false },
      { email: 'victim@a.test', email_verified: false },
    ],
    [
      'an address that only userinfo has is verified by what userinfo says',
      { sub: 's' },
      { email: 'own@a.test', email_verified: 'true' },
      { sub: 's', email: 'own@a.test', email_verified: 'true' },
    ],
    [
      'a claim of the settings that verifies an address, by name or by pointer, counts from the ID token only',
      { email: 'victim@a.test' },
      { address_checked: true, mail: { checked: true } },
      { email: 'victim@a.test' },
    ],
    [
      'groups that the ID token leaves out are not taken from userinfo',
      { hasgroups: true },
      { groups: ['Nurses'] },
      { hasgroups: true },
    ],
    [
      'groups of userinfo come with what userinfo says about them',
      { sub: 's' },
      { groups: ['a'], _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } },
      { sub: 's', groups: ['a'], _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } },
    ],
    [
      'groups of the ID token are not made doubtful by userinfo',
      { groups: ['a'] },
      { hasgroups: 'true', _claim_names: { groups: 'src1' } },
      { groups: ['a'] },
    ],
    [
      'directory and object id are those of the ID token',
      { oid: 'o1' },
      { tid: 't2', oid: 'o2' },
      { oid: 'o1' },
    ],
    [
      'lasting claims of the settings are those of the ID token',
      { site: 'north' },
      { site: 'south', staff: 'S1' },
      { site: 'north' },
    ],
    [
      'a telephone number of the ID token is not verified by userinfo',
      { phone_number: '1' },
      { phone_number: '2', phone_number_verified: true },
      { phone_number: '1' },
    ],
  ])('%s', (_what, idToken, userinfo, expected) => {
    expect(joinedClaims(idToken, userinfo, provider)).toEqual(expected);
  });
});
