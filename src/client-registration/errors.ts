import { DomainError } from '#src/errors/domain-error.js';

/** Error codes of RFC 7591 section 3.2.2, of RFC 6750 for the token, and one that means "try again later". */
export type RegistrationErrorCode =
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'unapproved_software_statement'
  | 'invalid_token'
  | 'temporarily_unavailable';

/** A registration was refused. The message says why, for the developer. */
export class RegistrationRefusedError extends DomainError {
  declare readonly code: RegistrationErrorCode;

  constructor(code: RegistrationErrorCode, message: string) {
    super({ code, message });
  }
}
