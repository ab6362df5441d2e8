import { DomainError } from '#src/errors/domain-error.js';

/** An invitation cannot be made, or cannot be mailed. */
export class CannotInviteError extends DomainError {
  constructor(because: string) {
    super({ code: 'cannot_invite', message: `The invitation was not made: ${because}.` });
  }
}

/** Passwords cannot be switched off yet. */
export class SsoOnlyTooEarlyError extends DomainError {
  constructor(message: string) {
    super({ code: 'sso_only_too_early', message });
  }
}
