import type { FederationErrorCode } from '#src/federation/errors.js';
import type { SignInRefusal } from '#src/sign-in/decision/decision.js';
import type { PasswordRefusal } from '#src/sign-in/password/local-sign-in.js';

/** Stands for every value that is not in a closed set. */
export const OTHER = 'other';

/**
 * A closed set of values of a label. A text from outside never becomes a value: each new value would be a new series,
 * and could say something about a person.
 *
 * @returns the value if the set has it, otherwise `other`.
 */
export function closed(values: Iterable<string>): (value: string) => string {
  const all = new Set(values);
  return (value) => (all.has(value) ? value : OTHER);
}

/** The compiler checks that no reason is missing. */
const REASONS: Record<SignInRefusal | FederationErrorCode | PasswordRefusal, true> = {
  no_account: true,
  not_activated: true,
  several_accounts: true,
  link_conflict: true,
  account_of_another_provider: true,
  email_of_another_account: true,
  account_deactivated: true,
  not_in_group: true,
  groups_unknown: true,
  no_fhir_server: true,
  no_fhir_user: true,
  fhir_user_not_acceptable: true,
  fhir_user_inactive: true,
  fhir_user_gone: true,
  several_fhir_users: true,
  fhir_server_unavailable: true,
  fhir_server_refuses: true,
  overtaken: true,
  provider_unreachable: true,
  provider_denied: true,
  person_refused: true,
  request_refused: true,
  acr_not_met: true,
  response_not_trusted: true,
  login_not_active: true,
  unknown_account: true,
  no_password: true,
  wrong_password: true,
  local_login_disabled: true,
  too_many_attempts: true,
};

/** Why a sign-in did not succeed; empty for one that did. */
export const signInReason = closed(['', ...Object.keys(REASONS)]);

/** RFC 9110 section 9; clients may send any other word, too. */
export const method = closed(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export const grantType = closed(['authorization_code', 'refresh_token', 'client_credentials']);

/** RFC 6749 section 5.2, RFC 8707, OpenID Connect; and what the engine says when it fails. */
export const tokenError = closed([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'invalid_target',
  'unauthorized_client',
  'unsupported_grant_type',
  'temporarily_unavailable',
  'server_error',
]);

/** Why a request to another server got no answer; the codes of EgressError. */
export const noAnswer = closed([
  'unreachable',
  'timeout',
  'too_large',
  'redirected',
  'left_alone',
  'busy',
  'refused',
]);

/** @param status undefined when the client left before it had an answer. */
export function statusClass(status: number | undefined): string {
  return status === undefined ? 'left' : `${Math.floor(status / 100)}xx`;
}

/** Other servers whose name is in the settings. The name of a client is never a value. */
const NAMED = new Set(['identity-provider', 'groups', 'fhir', 'fhir-token']);
/** Identity providers of the database come and go while the server runs. */
const MOST_NAMES = 200;

/**
 * The names of identity providers and FHIR servers. They come from the settings and from administrators: those of the
 * settings are known from the start, others once the server has sent them a request.
 */
export class CounterpartNames {
  private readonly names: Set<string>;

  constructor(configured: Iterable<string>) {
    this.names = new Set(configured);
  }

  /** The name of a server that was sent a request, for a label. */
  ofRequest(purpose: string, owner: string): string {
    if (!NAMED.has(purpose)) return '';
    if (this.names.size < MOST_NAMES) this.names.add(owner);
    return this.known(owner);
  }

  /** This name if a server has it, otherwise `other`. */
  known(name: string): string {
    return this.names.has(name) ? name : OTHER;
  }
}
