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
    ['of both, those of the signed one', { name: 'A' }, { name: 'B' }, { name: 'A' }],
    [
      'an address is not verified by what was said elsewhere',
      { email: 'victim@a.test' },
      { email: 'own@a.test', email_verified: true, xms_edov: 1, verified_primary_email: ['victim@a.test'] },
      { email: 'victim@a.test' },
    ],
    [
      'nor by the other way round',
      { email_verified: true },
      { email: 'victim@a.test', email_verified: false },
      { email: 'victim@a.test', email_verified: false },
    ],
    [
      'an address that only userinfo has, with what userinfo says of it',
      { sub: 's' },
      { email: 'own@a.test', email_verified: 'true' },
      { sub: 's', email: 'own@a.test', email_verified: 'true' },
    ],
    [
      'a claim of the settings that vouches, by name or by pointer',
      { email: 'victim@a.test' },
      { address_checked: true, mail: { checked: true } },
      { email: 'victim@a.test' },
    ],
    [
      'groups that the ID token leaves out are not listed by userinfo',
      { hasgroups: true },
      { groups: ['Nurses'] },
      { hasgroups: true },
    ],
    [
      'groups of userinfo, with what userinfo says of them',
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
    ['directory and object id', { oid: 'o1' }, { tid: 't2', oid: 'o2' }, { oid: 'o1' }],
    ['lasting claims of the settings', { site: 'north' }, { site: 'south', staff: 'S1' }, { site: 'north' }],
    [
      'a telephone number and whether it is verified',
      { phone_number: '1' },
      { phone_number: '2', phone_number_verified: true },
      { phone_number: '1' },
    ],
  ])('%s', (_what, idToken, userinfo, expected) => {
    expect(joinedClaims(idToken, userinfo, provider)).toEqual(expected);
  });
});
