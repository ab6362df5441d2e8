import { account } from '../../../test/support/small-world.js';
import { emailClaims, profileClaims } from './standard-claims.js';

const known = account({ displayName: 'Maria', updatedAt: 1_700_000_000 });

describe('the profile claims', () => {
  it('have the name, and each kept text claim with a standard name', () => {
    const kept = { given_name: 'Maria', preferred_username: 'mlin', groups: ['nurses'], fhirUser: 'x' };
    expect(profileClaims(known, kept)).toEqual({
      name: 'Maria',
      given_name: 'Maria',
      preferred_username: 'mlin',
      updated_at: 1_700_000_000,
    });
  });

  it.each([
    ['not text', { given_name: ['Maria'], locale: { a: 1 }, nickname: true }],
    ['empty', { given_name: '' }],
    [
      'a fact that the account decides',
      { sub: 'other', name: 'Other', email: 'x@y', email_verified: true, profile: 'x' },
    ],
  ])('are not changed by a kept claim that is %s', (_what, kept) => {
    expect(profileClaims(known, kept)).toEqual({ name: 'Maria', updated_at: 1_700_000_000 });
  });
});

describe('the email claims', () => {
  it('say that an address is verified only when accounts are matched by it', () => {
    const email = 'maria@hospital.example';
    expect(emailClaims(account({ email }))).toEqual({ email, email_verified: true });
    const unverified = Object.assign(account({ email }), { emailKey: null });
    expect(emailClaims(unverified)).toEqual({ email, email_verified: false });
    expect(emailClaims(account())).toEqual({});
  });
});
