import { account } from '../../test/support/small-world.js';
import { realChanges } from './account-changes.js';

const email = 'maria@hospital.example';
const before = account({ displayName: 'Maria', email, externalId: 'x', emailLinkId: null });

describe('what of a change is one', () => {
  it('what is there already is none', () => {
    const same = { displayName: 'Maria', email, externalId: 'x', fhirUser: null, status: 'active' } as const;
    expect(realChanges(before, same)).toEqual({});
    expect(realChanges(before, { displayName: undefined })).toEqual({});
  });

  it('what is not is', () => {
    const changes = { displayName: null, fhirUser: 'Practitioner/1', status: 'deactivated' } as const;
    expect(realChanges(before, { ...changes, externalId: 'x' })).toEqual(changes);
    expect(realChanges(before, { email: 'Maria@hospital.example' })).toEqual({
      email: 'Maria@hospital.example',
    });
  });

  it.each([
    ['that a provider taught', { emailLinkId: 'link' }],
    ['that nobody has verified', { emailKey: null }],
  ])('an address %s becomes the administrator’s', (_what, facts) => {
    expect(realChanges(Object.assign(account(before), facts), { email })).toEqual({ email });
  });
});
