import type { FhirUserSource } from '#src/accounts/account-fhir-user.entity.js';
import type { ProfileUpdate } from '#src/accounts/account.store.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { FhirUserReference } from '#src/fhir-user/fhir-user-reference.js';

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

/** One step of a decision: what was looked at, and what was found. Holds no value of a claim but what was searched. */
export interface TrailStep {
  step: string;
  finding: string;
  /** `refused` appears at most once, last. */
  mark: 'passed' | 'noted' | 'refused';
  /** The FHIR search that was sent. */
  url?: string;
}

/**
 * The FHIR server on which a person must be somebody to come in. `notAsked` for a request that is about none: who asks
 * nothing of FHIR gets no token that opens a FHIR server. Undefined when it should be known and is not: a refusal.
 */
export type ServerInQuestion = FhirServer | 'notAsked' | undefined;

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
      trail: TrailStep[];
    }
  | { outcome: 'refuse'; reason: RefusalReason; account?: DecidedAccount; trail: TrailStep[] };
