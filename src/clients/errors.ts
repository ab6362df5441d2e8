import { DomainError } from '#src/errors/domain-error.js';

/** What was asked of a client cannot be done to it; the code says why. */
export class ClientNotChangedError extends DomainError {
  private constructor(code: string, message: string) {
    super({ code, message });
  }

  static unknown(clientId: string): ClientNotChangedError {
    return new ClientNotChangedError(
      'unknown_client',
      `There is no client ${clientId} in the database (wardkey client list).`,
    );
  }

  static inFile(clientId: string): ClientNotChangedError {
    return new ClientNotChangedError(
      'client_in_file',
      `The configuration file has a client ${clientId}. The file wins, and cannot be changed or shadowed from here: change it there, or choose another id.`,
    );
  }

  static exists(clientId: string): ClientNotChangedError {
    return new ClientNotChangedError(
      'client_exists',
      `There is, or was, a client ${clientId} in the database. Replace it, or choose another id: an id is never given twice, as what the former was given would be good for the later.`,
    );
  }

  static notPending(clientId: string): ClientNotChangedError {
    return new ClientNotChangedError(
      'client_not_pending',
      `The client ${clientId} does not wait for approval.`,
    );
  }

  static pending(clientId: string): ClientNotChangedError {
    return new ClientNotChangedError(
      'client_pending',
      `The client ${clientId} waits for approval: look at it (wardkey client show), then approve or remove it.`,
    );
  }

  static usesNoSecret(clientId: string): ClientNotChangedError {
    return new ClientNotChangedError(
      'client_without_secret',
      `The client ${clientId} does not authenticate by secret.`,
    );
  }

  static unknownSecret(clientId: string, id: string): ClientNotChangedError {
    return new ClientNotChangedError(
      'unknown_secret',
      `The client ${clientId} has no secret ${id} (wardkey client show).`,
    );
  }
}
