import { DomainError } from '#src/errors/domain-error.js';

/** Without an administrator, only somebody with a shell on the server could make another one. */
export class LastAdministratorError extends DomainError {
  constructor() {
    super({
      code: 'last_administrator',
      message:
        'This is the last active account with the role administrator. Give the role to another account first.',
    });
  }
}
