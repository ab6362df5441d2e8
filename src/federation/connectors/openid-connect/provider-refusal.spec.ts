import type { FederationErrorCode } from '../../errors.js';
import { providerRefusal } from './provider-refusal.js';

describe('what an error of an identity provider means', () => {
  it.each<[FederationErrorCode, string, string?]>([
    ['provider_denied', 'access_denied'],
    ['provider_denied', 'access_denied', 'AADSTS65004: User declined to consent to access the app.'],
    ['provider_unreachable', 'server_error'],
    ['provider_unreachable', 'temporarily_unavailable', 'authentication_expired'],
    ['provider_unreachable', 'login_required'],
    ['request_refused', 'invalid_request', 'Pushed Authorization Request is only allowed.'],
    ['request_refused', 'unauthorized_client', 'Client not allowed for direct access'],
    ['request_refused', 'invalid_scope'],
    ['request_refused', 'unsupported_response_type'],
    ['request_refused', 'invalid_client', 'AADSTS7000222: The provided client secret keys are expired.'],
    ['request_refused', 'access_denied', 'AADSTS90094: An administrator has to consent.'],
    ['person_refused', 'access_denied', 'AADSTS50105: The signed in user is not assigned to a role.'],
    [
      'person_refused',
      'interaction_required',
      "AADSTS50105: Your administrator has configured 'App' to block users.",
    ],
    ['acr_not_met', 'unmet_authentication_requirements'],
    ['acr_not_met', 'insufficient_user_authentication'],
    ['provider_denied', 'user_cancelled_login'],
    ['provider_unreachable', 'slow_down'],
    ['request_refused', 'invalid_resource', 'AADSTS500011: The resource principal was not found.'],
    ['request_refused', 'unsupported_response_mode'],
    ['request_refused', 'invalid_target'],
    ['request_refused', 'invalid_authorization_details'],
    ['request_refused', 'use_dpop_nonce'],
    ['request_refused', 'invalid_dpop_proof'],
    ['request_refused', 'invalid_redirect_uri'],
    ['request_refused', 'invalid_trust_chain'],
    ['request_refused', 'access_denied', 'AADSTS900941: Administrator consent is required.'],
    ['request_refused', 'access_denied', 'aadsts900941: in small letters'],
    ['request_refused', 'invalid_grant', 'AADSTS7000215: Invalid client secret provided.'],
    ['person_refused', 'invalid_request', 'AADSTS90072: The account does not exist in tenant X.'],
    ['person_refused', 'access_denied', 'AADSTS999999 of nobody, caused by AADSTS50105'],
    ['response_not_trusted', 'made_up'],
    ['response_not_trusted', 'toString', 'AADSTSconstructor'],
    ['response_not_trusted', ''],
  ])('%s: %s, %s', (code, error, ...[description]) => {
    expect(providerRefusal(error, description).code).toBe(code);
  });
});

it.each<[boolean, string, string?]>([
  [true, 'access_denied', 'AADSTS65004: User declined to consent to access the app.'],
  [true, 'access_denied', 'AADB2C90091: The user has cancelled entering self-asserted information.'],
  [true, 'user_cancelled_authorize'],
  [false, 'access_denied'],
  [false, 'access_denied', 'AADSTS50105: not assigned'],
  [false, 'invalid_request', 'words'],
])('whether the person certainly cancelled (%s): %s, %s', (cancelled, error, ...[description]) => {
  expect(providerRefusal(error, description).cancelled).toBe(cancelled);
});

it('error numbers without words count as well, and are kept', () => {
  expect(providerRefusal('invalid_grant', undefined, [50105, 'x', {}, 1.5])).toEqual({
    code: 'person_refused',
    said: 'invalid_grant: error_codes 50105',
    cancelled: false,
  });
  expect(providerRefusal('invalid_grant', undefined, 'AADSTS50105').code).toBe('response_not_trusted');
});

describe('the error text of an identity provider is kept', () => {
  it.each<[string, string, unknown, string]>([
    ['in one line', 'x', 'a\r\nSet-Cookie: b\t c', 'x: a Set-Cookie: b c'],
    ['without control characters', 'x', 'a\u0000b\u001b[31m\u007f', 'x: a b [31m'],
    ['without characters that turn the direction of text', 'x', 'a\u202eb\u2028c\ud800d', 'x: a b c d'],
    ['in its own language', 'x', 'Zugriff verweigert – Ärztin', 'x: Zugriff verweigert – Ärztin'],
    ['only if it is text', 'x', { a: 1 }, 'x'],
    ['only if it is not empty', 'x', ' \n ', 'x'],
  ])('%s', (_what, error, description, said) => {
    expect(providerRefusal(error, description).said).toBe(said);
  });

  it('up to a length limit', () => {
    const { said } = providerRefusal('e'.repeat(10_000), 'd'.repeat(1_000_000));
    expect(said).toMatch(/^e{63}…: d{399}…$/);
  });
});
