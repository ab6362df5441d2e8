import { DomainError } from '#src/errors/domain-error.js';
import type { PreparedFactProblem } from '#src/sign-in/setup/prepared-account-check.js';

/** The actor may not do this to this object. */
export class NotAllowedError extends DomainError {
  /** @param missing the permissions that the actor would need. */
  constructor(
    code: 'permission_missing' | 'beyond_own_permissions',
    readonly missing: readonly string[],
  ) {
    super({
      code,
      message:
        code === 'permission_missing'
          ? `The permission ${missing.join(', ')} is needed.`
          : `Nobody changes an account, a role or a client that may do what they may not: ${missing.join(', ')}.`,
    });
  }
}

/** What is written about an account leads to no person, or to several. Nothing was changed. */
export class UnsoundAccountError extends DomainError {
  constructor(readonly problems: readonly PreparedFactProblem[]) {
    super({
      code: 'account_unsound',
      message: problems.map(({ field, message }) => `${field} ${message}`).join('; '),
    });
  }
}

/** The account, or what belongs to it, does not exist. */
export class NoSuchAccountError extends DomainError {
  constructor() {
    super({ code: 'no_such_account', message: 'There is no such account or link.' });
  }
}
