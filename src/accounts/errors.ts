import { DomainError } from '#src/errors/domain-error.js';

/** Another account has this e-mail address already. */
export class EmailTakenError extends DomainError {
  constructor() {
    super({ code: 'email_taken', message: 'Another account has this e-mail address.' });
  }
}

/** The account was changed by somebody else in between. */
export class AccountChangedError extends DomainError {
  constructor() {
    super({ code: 'account_changed', message: 'The account has changed since it was read.' });
  }
}
