import type { Account } from '#src/accounts/account.entity.js';
import type { FhirUserSource } from '#src/accounts/account-fhir-user.entity.js';
import type { ProfileUpdate } from '#src/accounts/account.store.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { FhirUserSettings } from '#src/config/settings/settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { FhirUserReference } from '#src/fhir-user/fhir-user-reference.js';
import type { Trail } from './trail.js';

/** Why somebody was not let in. Shown to administrators; people see a sentence per situation. */
export const REFUSAL_REASONS = [
  'no_account',
  'not_activated',
  'several_accounts',
  'link_conflict',
  'account_of_another_provider',
  'email_of_another_account',
  'account_deactivated',
  'not_in_group',
  'groups_unknown',
  'no_fhir_server',
  'no_fhir_user',
  'fhir_user_not_acceptable',
  'fhir_user_inactive',
  'fhir_user_gone',
  'several_fhir_users',
  'fhir_server_unavailable',
  'fhir_server_refuses',
] as const;

export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** `overtaken`: what a decision stood on was changed before it could be carried out. */
export type SignInRefusal = RefusalReason | 'overtaken';

/**
 * The FHIR server on which a person must be somebody to come in. `notAsked` for a request that is about none: who asks
 * nothing of FHIR gets no token that opens a FHIR server. Undefined when it should be known and is not: a refusal.
 */
export type ServerInQuestion = FhirServer | 'notAsked' | undefined;

/** What is asked about a person whom an identity provider has verified. */
export interface ProviderQuestion {
  identity: ExternalIdentity;
  provider: IdentityProviderSettings;
  server: ServerInQuestion;
  settings: FhirUserSettings;
  /** Not known at the start. */
  account?: Account;
}

/** The person, as far as known: a pre-existing account, or the one that would be made. */
export interface DecidedAccount {
  /** Absent while the account does not exist yet. */
  id?: string;
  displayName?: string;
  email?: string;
}

/**
 * The counts that the decision was made under (see SignInEpochs), read before what they guard: whatever is ended while
 * somebody comes in has ended for them, too.
 */
export interface DecidedEpochs {
  account: number;
  /** Of the account: these go up with each change of it, and with each link. */
  version: number;
  linkVersion: number;
  /** The link, where there was one. */
  link?: { id: string; epoch: number };
}

/**
 * What a sign-in comes to. `signIn`: a known account (`linkedBy` when its link is made now); `provision`: an account is
 * made; `refuse`: nothing is changed.
 */
export type Decision =
  | {
      outcome: 'signIn' | 'provision';
      account: DecidedAccount;
      epochs: DecidedEpochs;
      /** Absent only where the request is about no FHIR server. */
      fhirUser?: FhirUserReference & { source: FhirUserSource };
      linkedBy?: string;
      update: ProfileUpdate;
      trail: Trail;
    }
  | { outcome: 'refuse'; reason: RefusalReason; account?: DecidedAccount; trail: Trail };
