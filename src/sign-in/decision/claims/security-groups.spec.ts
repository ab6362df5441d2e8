import { proves } from '../../../../test/support/proves.js';
import { groupMembership } from './security-groups.js';

describe('what an ID token says about groups', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['a list', { groups: ['a', 'b'] }, ['a', 'b']],
    ['an empty list: the person is in no group', { groups: [] }, []],
    ['one name', { groups: 'a' }, ['a']],
    ['references that are about another claim', { groups: ['a'], _claim_names: { roles: 'src1' } }, ['a']],
    ['no overage', { groups: ['a'], hasgroups: false }, ['a']],
  ])('%s', (_what, claims, groups) => {
    expect(groupMembership(claims, 'groups')).toEqual({ state: 'listed', groups });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no claim', {}, 'no claim groups'],
    ['null', { groups: null }, 'not a list of names'],
    [
      'Entra’s overage, by reference',
      { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.test' } } },
      '_claim_names',
    ],
    [
      'overage beside a list that is not complete',
      { groups: ['a'], _claim_names: { groups: 'src1' } },
      '_claim_names',
    ],
    ['Entra’s overage, by flag', { groups: ['a'], hasgroups: true }, 'hasgroups'],
    ['the flag as text', { hasgroups: 'true' }, 'hasgroups'],
    ['numbers', { groups: [1, 2] }, 'not a list of names'],
    ['names and something else', { groups: ['a', { id: 'b' }] }, 'not a list of names'],
    ['a mapping', { groups: { a: true } }, 'not a list of names'],
  ])('%s means "not known" and not "no groups"', (_what, claims, because) => {
    proves('BI-37');
    expect(groupMembership(claims, 'groups')).toMatchObject({
      state: 'unknown',
      because: expect.stringContaining(because) as string,
    });
  });

  it('only a list that the identity provider calls too long counts as overage', () => {
    const overage = (claims: Record<string, unknown>) => {
      const membership = groupMembership(claims, 'groups', 1);
      return membership.state === 'unknown' && membership.overage === true;
    };
    expect(overage({ _claim_names: { groups: 'src1' } })).toBe(true);
    expect(overage({ hasgroups: true })).toBe(true);
    for (const claims of [{}, { groups: null }, { groups: ['cut off'] }]) expect(overage(claims)).toBe(false);
  });

  it('a list with as many groups as the identity provider sends at most means "not known"', () => {
    expect(groupMembership({ groups: ['a', 'b'] }, 'groups', 2).state).toBe('unknown');
    expect(groupMembership({ groups: ['a', 'b'] }, 'groups', 3).state).toBe('listed');
  });

  it.each([{}, { realm_access: {} }])(
    'a missing claim means "no groups" where the settings say so: %j',
    (claims) => {
      for (const name of ['groups', '/realm_access/roles'])
        expect(groupMembership(claims, name, undefined, 'none')).toMatchObject({
          state: 'listed',
          groups: [],
        });
    },
  );

  it.each([{ groups: null }, { groups: 5 }, { hasgroups: true }, { _claim_names: { groups: 'src1' } }])(
    'any other claim that is not a list still means "not known": %j',
    (claims) => {
      expect(groupMembership(claims, 'groups', undefined, 'none').state).toBe('unknown');
    },
  );

  it('are read from another claim, by name or by pointer', () => {
    const claims = { 'urn:groups': ['a'], realm_access: { roles: ['b'] } };
    expect(groupMembership(claims, 'urn:groups')).toMatchObject({ groups: ['a'] });
    expect(groupMembership(claims, '/realm_access/roles')).toMatchObject({ groups: ['b'] });
  });
});
