import { DomainError } from '#src/errors/domain-error.js';
import { EgressError } from '#src/http/egress.js';

/** Where in a login it went wrong; for the audit trail. */
export type LoginStep =
  | 'discovery'
  | 'callback'
  | 'state_validate'
  | 'provider_denied'
  | 'token_exchange'
  | 'id_token_verify'
  | 'userinfo'
  | 'logout_token_verify';

/**
 * `provider_unreachable`: no usable answer; trying again may help.
 * `provider_denied`: the provider said no, or the person cancelled there.
 * `response_not_trusted`: an answer that fails a check; nothing in it is believed.
 * `login_not_active`: unknown, used, expired, or another browser's.
 * `login_interrupted`: used, and nobody knows what became of it: the process ended, or is at it still.
 */
export type FederationErrorCode =
  | 'provider_unreachable'
  | 'provider_denied'
  | 'response_not_trusted'
  | 'login_not_active'
  | 'login_interrupted';

/** A login at an identity provider did not succeed. The message never repeats what the provider sent. */
export class FederationError extends DomainError {
  readonly step: LoginStep;
  override readonly code: FederationErrorCode;
  /** The provider, where it is known. */
  scheme?: string;

  constructor(facts: { code: FederationErrorCode; step: LoginStep; detail: string; cause?: unknown }) {
    super({ ...facts, message: 'Signing in at the identity provider did not succeed.' });
    this.code = facts.code;
    this.step = facts.step;
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
