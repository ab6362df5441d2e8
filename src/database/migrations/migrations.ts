import { InitialSchema1764000000000 } from './1764000000000-initial-schema.js';
import { IdentityProviders1764200000000 } from './1764200000000-identity-providers.js';
import { FederatedSessions1764200000001 } from './1764200000001-federated-sessions.js';
import { EhrLaunchPerson1764400000000 } from './1764400000000-ehr-launch-person.js';
import { Clients1764500000000 } from './1764500000000-clients.js';

/** Every migration, oldest first. Listed by hand: what runs on a hospital’s database is not found by a pattern. */
export const migrations = [
  InitialSchema1764000000000,
  IdentityProviders1764200000000,
  FederatedSessions1764200000001,
  EhrLaunchPerson1764400000000,
  Clients1764500000000,
];
