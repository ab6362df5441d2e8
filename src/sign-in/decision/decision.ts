import type { Account } from '#src/accounts/account.entity.js';
import type { FhirUserSource } from '#src/accounts/account-fhir-user.entity.js';
import type { ProfileUpdate } from '#src/accounts/account.store.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { FhirUserSettings } from '#src/config/settings/settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { FhirUserReference } from '#src/fhir-user/fhir-user-reference.js';
import type { Trail } from './trail.js';

/** Why a person was refused. Administrators see the code; people see a sentence for each situation. */
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

/** `overtaken`: the facts of the decision changed before it could be carried out. */
export type SignInRefusal = RefusalReason | 'overtaken';

/**
 * The FHIR server on which a person must be known to sign in. `notAsked` for a request without any: it asks for nothing
 * of FHIR and gets no token that opens a FHIR server. Undefined when the server should be known but is not; that is
 * refused.
 */
export type ServerInQuestion = FhirServer | 'notAsked' | undefined;

/** The question about a person whom an identity provider has verified. */
export interface ProviderQuestion {
  identity: ExternalIdentity;
  provider: IdentityProviderSettings;
  server: ServerInQuestion;
  settings: FhirUserSettings;
  /** Not known at the start of the decision. */
  account?: Account;
}

/** The account, as far as it is known: an existing one, or the one that would be made. */
export interface DecidedAccount {
  /** Absent as long as the account does not exist. */
  id?: string;
  displayName?: string;
  email?: string;
}

/**
 * The counts at the time of the decision (see SignInEpochs). They must be read before the facts that they guard, so
 * that access which is ended during the sign-in ends for this sign-in, too.
 */
export interface DecidedEpochs {
  account: number;
  /** These counts of the account go up with each change of it, and with each new link. */
  version: number;
  linkVersion: number;
  /** The link, if there was one. */
  link?: { id: string; epoch: number };
}

/**
 * The result of a decision. `signIn`: into a known account (with `linkedBy` when its link is made now). `provision`: an
 * account is made. `refuse`: nothing changes.
 */
export type Decision =
  | {
      outcome: 'signIn' | 'provision';
      account: DecidedAccount;
      epochs: DecidedEpochs;
      /** Absent only when the request is for no FHIR server. */
      fhirUser?: FhirUserReference & { source: FhirUserSource };
      linkedBy?: string;
      update: ProfileUpdate;
      trail: Trail;
    }
  | { outcome: 'refuse'; reason: RefusalReason; account?: DecidedAccount; trail: Trail };
