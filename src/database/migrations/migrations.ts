import { InitialSchema1764000000000 } from './1764000000000-initial-schema.js';
import { LocalSignIn1764100000000 } from './1764100000000-local-sign-in.js';
import { IdentityProviders1764200000000 } from './1764200000000-identity-providers.js';
import { FederatedSessions1764200000001 } from './1764200000001-federated-sessions.js';
import { EhrLaunchPerson1764400000000 } from './1764400000000-ehr-launch-person.js';
import { GrantsOfPeople1764400000001 } from './1764400000001-grants-of-people.js';
import { AccountSignedOut1764500000000 } from './1764500000000-account-signed-out.js';
import { Clients1764600000000 } from './1764600000000-clients.js';
import { NotBefore1764700000000 } from './1764700000000-not-before.js';
import { RelyingParties1764800000000 } from './1764800000000-relying-parties.js';
import { UserAccessBrands1764900000000 } from './1764900000000-user-access-brands.js';
import { Epochs1765000000000 } from './1765000000000-epochs.js';
import { BoundedFloods1765040000000 } from './1765040000000-bounded-floods.js';
import { RecentPatients1765110000000 } from './1765110000000-recent-patients.js';
import { ClientRefusals1765120000000 } from './1765120000000-client-refusals.js';
import { ClaimsOfLinks1765130000000 } from './1765130000000-claims-of-links.js';
import { ExternalIdIndex1765140000000 } from './1765140000000-external-id-index.js';
import { ComingBack1765150000000 } from './1765150000000-coming-back.js';
import { IndexesForGrowth1765160000000 } from './1765160000000-indexes-for-growth.js';
import { AuditChain1765170000000 } from './1765170000000-audit-chain.js';
import { StatesOfSigningKeys1765200000000 } from './1765200000000-states-of-signing-keys.js';
import { VacuumOften1765210000000 } from './1765210000000-vacuum-often.js';
import { SealOfPublicKeys1765220000000 } from './1765220000000-seal-of-public-keys.js';
import { RolesOfAccounts1765250000000 } from './1765250000000-roles-of-accounts.js';
import { TestSignIns1765270000000 } from './1765270000000-test-sign-ins.js';
import { BeginningOfTheAuditChain1765230000000 } from './1765230000000-beginning-of-the-audit-chain.js';
import { WriteProbe1765240000000 } from './1765240000000-write-probe.js';
import { IdempotentRequests1765262000000 } from './1765262000000-idempotent-requests.js';

/**
 * All migrations, oldest first. The list is explicit, so that no pattern decides what runs on a hospital’s database.
 */
export const migrations = [
  InitialSchema1764000000000,
  LocalSignIn1764100000000,
  IdentityProviders1764200000000,
  FederatedSessions1764200000001,
  EhrLaunchPerson1764400000000,
  GrantsOfPeople1764400000001,
  AccountSignedOut1764500000000,
  Clients1764600000000,
  NotBefore1764700000000,
  RelyingParties1764800000000,
  UserAccessBrands1764900000000,
  Epochs1765000000000,
  BoundedFloods1765040000000,
  RecentPatients1765110000000,
  ClientRefusals1765120000000,
  ClaimsOfLinks1765130000000,
  ExternalIdIndex1765140000000,
  ComingBack1765150000000,
  IndexesForGrowth1765160000000,
  AuditChain1765170000000,
  StatesOfSigningKeys1765200000000,
  VacuumOften1765210000000,
  SealOfPublicKeys1765220000000,
  BeginningOfTheAuditChain1765230000000,
  WriteProbe1765240000000,
  RolesOfAccounts1765250000000,
  IdempotentRequests1765262000000,
  TestSignIns1765270000000,
];
