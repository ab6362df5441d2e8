import { DomainError } from '#src/errors/domain-error.js';
import { EgressError } from '#src/http/outgoing/egress.js';

/** Where in a login it went wrong; for the audit trail. */
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
 * `provider_unreachable`: no usable answer; trying again may help.
 * `provider_denied`: the person cancelled there, or the provider said no without saying why (`access_denied`).
 * `person_refused`: the provider does not let this person use our registration.
 * `request_refused`: the provider refuses what we ask, whoever signs in: our registration or the settings are wrong.
 * `acr_not_met`: the person signed in less strongly than is required.
 * `response_not_trusted`: an answer that fails a check; nothing in it is believed.
 * `login_not_active`: unknown, used, expired, or another browser's.
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

/** A login at an identity provider did not succeed. The message never repeats what the provider sent; the detail may. */
export class FederationError extends DomainError {
  readonly step: LoginStep;
  override readonly code: FederationErrorCode;
  /** Whether it is certain that the person themselves cancelled. */
  readonly cancelled: boolean;
  /** The provider, where it is known. */
  readonly scheme?: string;

  constructor(private readonly facts: FederationFacts) {
    super({ ...facts, message: 'Signing in at the identity provider did not succeed.' });
    this.code = facts.code;
    this.step = facts.step;
    this.cancelled = facts.cancelled ?? false;
    this.scheme = facts.scheme;
  }

  /** The same failure, once it is known at which provider. */
  atProvider(scheme: string | undefined): FederationError {
    return this.scheme === undefined ? new FederationError({ ...this.facts, scheme }) : this;
  }
}

/**
 * What a request to a provider that gave no usable answer means. A redirect, more than any provider has to say, or an
 * address that it must not send us to, is an answer that is not believed; the rest may be better in a minute.
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
