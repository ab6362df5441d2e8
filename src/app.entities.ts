import { AccountClaim } from '#src/accounts/account-claim.entity.js';
import { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import { TestSignIn } from '#src/administration/test-sign-ins/test-sign-in.entity.js';
import { Account } from '#src/accounts/account.entity.js';
import { AccountActivation } from '#src/accounts/activation/activation.entity.js';
import { AccountCredential } from '#src/accounts/credentials/account-credential.entity.js';
import { AccountInvitation } from '#src/accounts/credentials/account-invitation.entity.js';
import { AttemptCount } from '#src/accounts/credentials/attempt-count.entity.js';
import { FederatedIdentity } from '#src/accounts/federated-identity.entity.js';
import { RelyingPartySession } from '#src/access/relying-party-session.entity.js';
import { RememberedConsent } from '#src/access/remembered-consent.entity.js';
import { SignInRecord } from '#src/accounts/sign-ins/sign-in-record.entity.js';
import { UpstreamSignOutRecord } from '#src/accounts/sign-ins/upstream-sign-out.entity.js';
import { IdempotentRequest } from '#src/admin-api/idempotency/idempotent-request.entity.js';
import { AccountRole } from '#src/roles/account-role.entity.js';
import { AuditCount } from '#src/audit/audit-count.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { AuditSeal } from '#src/audit/audit-seal.entity.js';
import { ChainBeginning } from '#src/audit/chain-beginning.entity.js';
import { AuditStreamRow } from '#src/audit/audit-stream.entity.js';
import { OidcArtifact } from '#src/authorization-server/storage/artifact.entity.js';
import { ClientRefusal } from '#src/clients/client-refusal.entity.js';
import { ClientSecret } from '#src/clients/client-secret.entity.js';
import { RegistrationToken } from '#src/clients/registration-token.entity.js';
import { ClientRow } from '#src/clients/client-row.entity.js';
import { LoginAttempt } from '#src/federation/login/login-attempt.entity.js';
import { LogoutAttempt } from '#src/federation/logout/logout-attempt.entity.js';
import { IdentityProviderRow } from '#src/federation/definitions/identity-provider-row.entity.js';
import { MailMessage } from '#src/mail/mail-message.entity.js';
import { SigningKey } from '#src/keys/signing-key.entity.js';
import { UploadedBrands } from '#src/smart/discovery/user-access-brands.entity.js';
import { Epoch } from '#src/access/epoch.entity.js';
import { EhrLaunch } from '#src/smart/launch/ehr-launch.entity.js';
import { GrantContext } from '#src/access/grant-context.entity.js';
import { WriteProbeRow } from '#src/health/write-probe.entity.js';
import { RecentPatient } from '#src/smart/launch/recent-patient.entity.js';

/** All tables, for the database connection. Each is queried only by the store of its own room. */
export const entities = [
  Account,
  FederatedIdentity,
  AccountClaim,
  AccountFhirUser,
  AccountCredential,
  AccountInvitation,
  AccountActivation,
  AttemptCount,
  RelyingPartySession,
  RememberedConsent,
  SignInRecord,
  UpstreamSignOutRecord,
  AccountRole,
  IdempotentRequest,
  AuditEvent,
  AuditCount,
  AuditSeal,
  ChainBeginning,
  AuditStreamRow,
  MailMessage,
  SigningKey,
  Epoch,
  ClientRow,
  ClientSecret,
  ClientRefusal,
  RegistrationToken,
  LoginAttempt,
  IdentityProviderRow,
  LogoutAttempt,
  TestSignIn,
  EhrLaunch,
  GrantContext,
  RecentPatient,
  UploadedBrands,
  OidcArtifact,
  WriteProbeRow,
];
