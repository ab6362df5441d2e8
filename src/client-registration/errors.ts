import { DomainError } from '#src/errors/domain-error.js';

/** Error codes of RFC 7591 section 3.2.2, of RFC 6750 for the token, and one for "later". */
export type RegistrationErrorCode =
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'unapproved_software_statement'
  | 'invalid_token'
  | 'temporarily_unavailable';

/** A registration that is refused, and why, in words for the developer. */
export class RegistrationRefusedError extends DomainError {
  declare readonly code: RegistrationErrorCode;

  constructor(code: RegistrationErrorCode, message: string) {
    super({ code, message });
  }
}
