import { DomainError } from '#src/errors/domain-error.js';

/** A command about a signing key cannot be carried out. The message says what to do instead. */
export class SigningKeyError extends DomainError {
  constructor(code: 'unknown_key' | 'key_not_in_state', message: string) {
    super({ code, message });
  }
}

/** The signing service gave no usable answer, so nothing can be signed. */
export class SigningServiceError extends DomainError {
  constructor(detail: string, cause?: unknown) {
    super({
      code: 'signing_service',
      message: 'The service that keeps the signing keys does not answer at the moment.',
      detail: `signing service: ${detail}`,
      cause,
    });
  }
}

/** Nothing in the row of a key shows that a server with this encryption key made it. Its tokens do not count. */
export class UnprovenKeyError extends DomainError {
  constructor(kid: string) {
    super({
      code: 'unproven_key',
      message: `The signing key ${kid} has no valid seal, so nothing that it signs counts: somebody wrote it into the database, or it retired under a release that did not seal keys yet. To take it out of use: wardkey keys revoke ${kid}.`,
    });
  }
}

/** The key that signs now was made with another encryption key, or its row is damaged. */
export class NoSigningKeyError extends DomainError {
  constructor(alg: string) {
    super({
      code: 'no_signing_key',
      message: 'Nothing can be signed at the moment.',
      detail: `the current key for ${alg} cannot be used here; the log said why when it became current`,
    });
  }
}
