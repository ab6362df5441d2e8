import type { Actor } from '#src/roles/policy.js';

/** Who calls the API: a client for itself, or an administrator by the page of this server. */
export interface ApiActor extends Actor {
  clientId: string;
  /** When the person signed in (seconds since 1970); absent without a person. */
  authTime?: number;
}
