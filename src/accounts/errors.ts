import { DomainError } from '#src/errors/domain-error.js';

/** Another account has this e-mail address already. */
export class EmailTakenError extends DomainError {
  constructor() {
    super({ code: 'email_taken', message: 'Another account has this e-mail address.' });
  }
}

/** Another account has this external id already, at the same identity provider or at the only one that exists. */
export class ExternalIdTakenError extends DomainError {
  constructor() {
    super({
      code: 'external_id_taken',
      message: 'Another account has this external id at this identity provider.',
    });
  }
}

/** The account was changed since the caller read it. */
export class AccountChangedError extends DomainError {
  constructor() {
    super({ code: 'account_changed', message: 'The account has changed since it was read.' });
  }
}

/** More people sign in by password at the same time than this machine can check. */
export class TooBusyError extends DomainError {
  constructor() {
    super({ code: 'too_busy', message: 'Too many people sign in at the moment. Try again in a minute.' });
  }
}
