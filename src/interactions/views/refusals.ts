import type { SignInRefusal } from '#src/sign-in/decision/decision.js';
import type { ActivationRefusal } from '#src/sign-in/activation/activation-check.js';
import type { FederationErrorCode } from '#src/federation/errors.js';
import type { RefusalSituation } from '#src/words/codes.js';

/** What a person sees, and the HTTP status. The reason itself stays in the audit trail. */
export interface Refusal {
  situation: RefusalSituation;
  status: number;
}

const FORBIDDEN = 403;
const BAD_GATEWAY = 502;
const UNAVAILABLE = 503;

/** Which page each reason of the sign-in decision leads to. This is the only such table. */
export const SIGN_IN_REFUSALS: Record<SignInRefusal, Refusal> = {
  no_account: { situation: 'noAccount', status: FORBIDDEN },
  not_activated: { situation: 'notActivated', status: FORBIDDEN },
  email_of_another_account: { situation: 'noAccount', status: FORBIDDEN },
  link_conflict: { situation: 'noAccount', status: FORBIDDEN },
  account_of_another_provider: { situation: 'noAccount', status: FORBIDDEN },
  several_accounts: { situation: 'severalMatches', status: FORBIDDEN },
  overtaken: { situation: 'noLongerActive', status: 400 },
  account_deactivated: { situation: 'accountSwitchedOff', status: FORBIDDEN },
  not_in_group: { situation: 'notInGroup', status: FORBIDDEN },
  groups_unknown: { situation: 'groupsUnknown', status: FORBIDDEN },
  no_fhir_server: { situation: 'noFhirUser', status: FORBIDDEN },
  no_fhir_user: { situation: 'noFhirUser', status: FORBIDDEN },
  fhir_user_not_acceptable: { situation: 'noFhirUser', status: FORBIDDEN },
  fhir_user_inactive: { situation: 'noFhirUser', status: FORBIDDEN },
  fhir_user_gone: { situation: 'noFhirUser', status: FORBIDDEN },
  several_fhir_users: { situation: 'severalMatches', status: FORBIDDEN },
  fhir_server_refuses: { situation: 'recordSystemRefuses', status: BAD_GATEWAY },
  fhir_server_unavailable: { situation: 'recordSystemUnreachable', status: UNAVAILABLE },
};

/** Which page each failure at an identity provider leads to. */
export const FEDERATION_REFUSALS: Record<FederationErrorCode, Refusal> = {
  provider_unreachable: { situation: 'providerUnreachable', status: UNAVAILABLE },
  // 200, because nothing went wrong: the page offers the ways to sign in, or to try again.
  provider_denied: { situation: 'cancelledAtProvider', status: 200 },
  person_refused: { situation: 'refusedByProvider', status: FORBIDDEN },
  request_refused: { situation: 'providerNotSetUp', status: 500 },
  acr_not_met: { situation: 'signInTooWeak', status: FORBIDDEN },
  response_not_trusted: { situation: 'providerUnreachable', status: FORBIDDEN },
  login_not_active: { situation: 'noLongerActive', status: 400 },
};

/** Which page each refusal to connect an account leads to. */
export const ACTIVATION_REFUSALS: Record<ActivationRefusal, Refusal> = {
  not_active: { situation: 'noLongerActive', status: 400 },
  provider_off: { situation: 'noLongerActive', status: 400 },
  account_deactivated: { situation: 'accountSwitchedOff', status: FORBIDDEN },
  no_mail_address: { situation: 'noAccount', status: FORBIDDEN },
  link_taken: { situation: 'linkTaken', status: FORBIDDEN },
  already_linked: { situation: 'linkTaken', status: FORBIDDEN },
};
