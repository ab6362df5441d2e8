import { DefinitionNotChangedError } from '#src/definitions/errors.js';

export function clientExists(clientId: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'client_exists',
    `The id ${clientId} belongs to a client in the database, or to a removed one. Replace the client, or choose another id. An id is never used again, because tokens of the earlier client would be valid for the later client.`,
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
    `The client ${clientId} waits for approval. Check it, then approve or remove it.`,
  );
}

export function clientWithoutSecret(clientId: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'client_without_secret',
    `The client ${clientId} does not authenticate with a secret.`,
  );
}

export function unknownSecret(clientId: string, id: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError('unknown_secret', `The client ${clientId} has no secret ${id}.`);
}
