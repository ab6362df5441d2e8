import { account } from '../../test/support/small-world.js';
import { realChanges } from './account-changes.js';

const email = 'maria@hospital.example';
const before = account({ displayName: 'Maria', email, externalId: 'x', emailLinkId: null });

describe('which values of a request change the account', () => {
  it('a value that the account has already is no change', () => {
    const same = { displayName: 'Maria', email, externalId: 'x', fhirUser: null, status: 'active' } as const;
    expect(realChanges(before, same)).toEqual({});
    expect(realChanges(before, { displayName: undefined })).toEqual({});
  });

  it('a value that differs from the account’s is a change', () => {
    const changes = { displayName: null, fhirUser: 'Practitioner/1', status: 'deactivated' } as const;
    expect(realChanges(before, { ...changes, externalId: 'x' })).toEqual(changes);
    expect(realChanges(before, { email: 'Maria@hospital.example' })).toEqual({
      email: 'Maria@hospital.example',
    });
  });

  it.each([
    ['that an identity provider told', { emailLinkId: 'link' }],
    ['that is not verified', { emailKey: null }],
  ])('an address %s becomes the administrator’s', (_what, facts) => {
    expect(realChanges(Object.assign(account(before), facts), { email })).toEqual({ email });
  });
});
