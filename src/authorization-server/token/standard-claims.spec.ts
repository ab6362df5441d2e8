import { account } from '../../../test/support/small-world.js';
import { emailClaims, profileClaims } from './standard-claims.js';

const known = account({ displayName: 'Maria', updatedAt: 1_700_000_000 });

describe('profile', () => {
  it('has the name, and what is kept under a standard name as text', () => {
    const kept = { given_name: 'Maria', preferred_username: 'mlin', groups: ['nurses'], fhirUser: 'x' };
    expect(profileClaims(known, kept)).toEqual({
      name: 'Maria',
      given_name: 'Maria',
      preferred_username: 'mlin',
      updated_at: 1_700_000_000,
    });
  });

  it.each([
    ['no text', { given_name: ['Maria'], locale: { a: 1 }, nickname: true }],
    ['nothing', { given_name: '' }],
    [
      'an account’s own facts',
      { sub: 'other', name: 'Other', email: 'x@y', email_verified: true, profile: 'x' },
    ],
  ])('is not changed by a kept claim that is %s', (_what, kept) => {
    expect(profileClaims(known, kept)).toEqual({ name: 'Maria', updated_at: 1_700_000_000 });
  });
});

describe('email', () => {
  it('is verified when accounts are matched by it, and only then', () => {
    const email = 'maria@hospital.example';
    expect(emailClaims(account({ email }))).toEqual({ email, email_verified: true });
    const unverified = Object.assign(account({ email }), { emailKey: null });
    expect(emailClaims(unverified)).toEqual({ email, email_verified: false });
    expect(emailClaims(account())).toEqual({});
  });
});
