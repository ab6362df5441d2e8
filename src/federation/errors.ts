import { DomainError } from '#src/errors/domain-error.js';
import { EgressError } from '#src/http/outgoing/egress.js';

/** The step of a login that failed; for the audit trail. */
export type LoginStep =
  | 'discovery'
  | 'callback'
  | 'state_validate'
  | 'provider_denied'
  | 'pushed_request'
  | 'token_exchange'
  | 'id_token_verify'
  | 'userinfo'
  | 'logout_token_verify';

/**
 * `provider_unreachable`: no usable answer; trying again may help. `provider_denied`: the person cancelled there, or
 * the identity provider refused without saying why (`access_denied`). `person_refused`: the identity provider does not
 * let this person use this server’s registration. `request_refused`: the identity provider refuses the request for
 * every person: the registration or the settings are wrong. `acr_not_met`: the person signed in less strongly than
 * required. `response_not_trusted`: the answer failed a check; nothing in it is believed. `login_not_active`: the login
 * is unknown, used, expired, or another browser's.
 */
export type FederationErrorCode =
  | 'provider_unreachable'
  | 'provider_denied'
  | 'person_refused'
  | 'request_refused'
  | 'acr_not_met'
  | 'response_not_trusted'
  | 'login_not_active';

interface FederationFacts {
  code: FederationErrorCode;
  step: LoginStep;
  detail: string;
  cause?: unknown;
  cancelled?: boolean;
  scheme?: string;
}

/**
 * A login at an identity provider failed. The message never repeats what the identity provider sent; the detail may.
 */
export class FederationError extends DomainError {
  readonly step: LoginStep;
  override readonly code: FederationErrorCode;
  /** Whether it is certain that the person cancelled. */
  readonly cancelled: boolean;
  /** The scheme of the identity provider, where it is known. */
  readonly scheme?: string;

  constructor(private readonly facts: FederationFacts) {
    super({ ...facts, message: 'Signing in at the identity provider did not succeed.' });
    this.code = facts.code;
    this.step = facts.step;
    this.cancelled = facts.cancelled ?? false;
    this.scheme = facts.scheme;
  }

  /** The same failure, with the scheme of the identity provider. */
  atProvider(scheme: string | undefined): FederationError {
    return this.scheme === undefined ? new FederationError({ ...this.facts, scheme }) : this;
  }
}

/**
 * What it means that a request to an identity provider got no usable answer. A redirect, an answer that is too long, or
 * an address that is not allowed cannot be trusted. Any other failure may be over in a minute.
 */
export function noUsableAnswer(step: LoginStep, what: string, cause: unknown): FederationError {
  const refused =
    cause instanceof EgressError &&
    ['egress_redirected', 'egress_too_large', 'egress_refused'].includes(cause.code);
  const found = cause instanceof EgressError ? `: ${cause.detail ?? cause.code}` : '';
  return new FederationError({
    code: refused ? 'response_not_trusted' : 'provider_unreachable',
    step,
    detail: `${what}${found}`,
    cause,
  });
}
