import type { ClientSettings } from '#src/config/settings/client.settings.js';
import type { KeptSecret } from './client-secrets.js';
import type { ClientStatus } from './client-row.entity.js';

/** Where a client was set up: in the configuration file, by an administrator while the server runs, or by its developer. */
export type ClientOrigin = 'file' | 'administrator' | 'registration';

/** A secret as it can be shown: by what it is called, never by what it is. */
export interface NamedSecret extends KeptSecret {
  /** Absent for those of the file. */
  id?: string;
  createdAt?: number;
}

/** One client as it was set up; one with a `problem` is let in nowhere. */
export type ClientEntry = {
  clientId: string;
  origin: ClientOrigin;
  status: ClientStatus;
  createdAt?: number;
  secrets: NamedSecret[];
} & ({ client: ClientSettings } | { problem: string });
