import type { ClientSettings } from '#src/config/settings/client.settings.js';
import type { DefinitionKind } from '#src/definitions/definition-kind.js';
import type { Definition, Usable } from '#src/definitions/definition.js';
import type { ClientStatus } from './client-row.entity.js';
import type { KeptSecret } from './client-secrets.js';

export const CLIENT: DefinitionKind = {
  word: 'client',
  noun: 'client',
  nameWord: 'id',
  nameKey: 'clientId',
  logContext: 'Clients',
};

/** Whether a text from outside could be the id of a client. Any other is not looked up in the database. */
export function isClientId(text: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(text);
}

/** Where a client was defined: in the configuration file, by an administrator while the server runs, or by its developer. */
export type ClientOrigin = 'file' | 'administrator' | 'registration';

/** A secret as it can be shown: by its id, never by its value. */
export interface NamedSecret extends KeptSecret {
  /** Absent for secrets of the configuration file. */
  id?: string;
  createdAt?: number;
}

interface ClientFacts {
  clientId: string;
  origin: ClientOrigin;
  status: ClientStatus;
  createdAt?: number;
  /** The number of its changes; absent for a client of the file. */
  version?: number;
  secrets: NamedSecret[];
}

/** One client as it was defined. With a `problem` it cannot be used at all. */
export type ClientDefinition = ClientFacts & Definition<ClientSettings>;

/** A client without a problem. */
export type UsableClient = ClientFacts & Usable<ClientSettings>;
