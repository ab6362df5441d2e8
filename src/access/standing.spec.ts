import type { SignInNow } from '#src/accounts/sign-ins/sign-in-record.store.js';
import type { GrantContext } from './grant-context.entity.js';
import { whyGrantEnded, whyNotOpened, whySignInEnded } from './standing.js';

const signIn = (changes: Partial<SignInNow> = {}, now: Partial<SignInNow['now']> = {}): SignInNow => ({
  accountId: 'maria',
  linkId: 'link-1',
  scheme: 'hospital',
  epochs: { account: 1, way: 2, shared: { 'client:chart': 3 } },
  now: { status: 'active', emailKey: null, account: 1, way: 2, ...now },
  ...changes,
});

describe('a sign-in', () => {
  it.each([
    ['is valid', signIn(), 'maria', undefined],
    ['is of another person', signIn(), 'james', 'signed_in_as_another'],
    [
      'is of an account that is deactivated',
      signIn({}, { status: 'deactivated' }),
      'maria',
      'account_not_active',
    ],
    ['is of an account that was signed out everywhere', signIn({}, { account: 2 }), 'maria', 'account_ended'],
    ['came by a link that was ended', signIn({}, { way: 3 }), 'maria', 'way_in_ended'],
    ['came by a link that is not there any more', signIn({}, { way: undefined }), 'maria', 'way_in_ended'],
  ])('%s', (_what, one, accountId, why) => {
    expect(whySignInEnded(one, accountId)).toBe(why);
  });

  it.each([
    ['opens the client that it was made for', signIn(), { 'client:chart': 3 }, false, undefined],
    [
      'does not open a client whose access was ended since',
      signIn(),
      { 'client:chart': 4 },
      false,
      'shared_count_raised',
    ],
    [
      'does not open any client once the access of all clients was ended',
      signIn(),
      { 'client:chart': 3, everything: 1 },
      true,
      'shared_count_raised',
    ],
    [
      'does not open a client of a FHIR server whose access was ended since',
      signIn(),
      { 'client:chart': 3, 'fhirServer:records': 1 },
      true,
      'shared_count_raised',
    ],
    [
      'opens a client when only the access of another client was ended',
      signIn(),
      { 'client:chart': 3, 'client:other': 9 },
      true,
      undefined,
    ],
    [
      'by a password opens nothing where passwords are not permitted',
      signIn({ linkId: null }),
      { 'client:chart': 3 },
      false,
      'password_not_permitted',
    ],
    [
      'by a password opens its client where passwords are permitted',
      signIn({ linkId: null }),
      { 'client:chart': 3 },
      true,
      undefined,
    ],
  ])('%s', (_what, one, shared, passwordPermitted, why) => {
    const opened = { clientId: 'chart', fhirServers: ['records'] };
    expect(whyNotOpened(one, opened, { shared, passwordPermitted })).toBe(why);
  });
});

describe('a Grant whose sign-in is valid', () => {
  const grant = (changes: Partial<GrantContext>) =>
    ({
      accountId: 'maria',
      sessionUid: null,
      fhirUserServer: null,
      fhirUserEpoch: null,
      ...changes,
    }) as GrantContext;
  const online = grant({ sessionUid: 'session' });
  const known = grant({ fhirUserServer: 'records', fhirUserEpoch: 4 });

  it.each([
    ['without an end date is valid', grant({}), {}, undefined],
    [
      'that ends with the sign-out is valid while the session is of this person',
      online,
      { sessionAccountId: 'maria' },
      undefined,
    ],
    ['that ends with the sign-out ends with the session', online, {}, 'session_over'],
    [
      'that ends with the sign-out ends when another person is signed in',
      online,
      { sessionAccountId: 'james' },
      'session_over',
    ],
    ['is valid while the person is the same resource', known, { personEpoch: 4 }, undefined],
    ['ends when the person is another resource', known, { personEpoch: 5 }, 'another_person'],
    ['ends when the person is no longer known at that FHIR server', known, {}, 'another_person'],
  ])('%s', (_what, one, facts, why) => {
    expect(whyGrantEnded(one, facts)).toBe(why);
  });
});
