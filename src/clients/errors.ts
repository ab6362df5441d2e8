import { DefinitionNotChangedError } from '#src/definitions/errors.js';

export function clientExists(clientId: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'client_exists',
    `There is, or was, a client ${clientId} in the database. Replace it, or choose another id: an id is never given twice, as what the former was given would be good for the later.`,
  );
}

export function clientNotPending(clientId: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'client_not_pending',
    `The client ${clientId} does not wait for approval.`,
  );
}

export function clientPending(clientId: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'client_pending',
    `The client ${clientId} waits for approval: look at it (wardkey client show), then approve or remove it.`,
  );
}

export function clientWithoutSecret(clientId: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'client_without_secret',
    `The client ${clientId} does not authenticate by secret.`,
  );
}

export function unknownSecret(clientId: string, id: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'unknown_secret',
    `The client ${clientId} has no secret ${id} (wardkey client show).`,
  );
}
