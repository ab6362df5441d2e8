import type { FederationErrorCode } from '../../errors.js';

/** Longer than what Entra sends, with its trace and correlation ids. */
const MOST_CHARACTERS = 400;

/**
 * Errors that mean that the request is refused for every person. They are about the request, this server’s
 * registration, or what was set up for it there.
 */
const SET_UP_ERRORS = [
  // RFC 6749 sections 4.1.2.1 and 5.2, OpenID Connect Core 3.1.2.6.
  'invalid_request',
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'unsupported_response_type',
  'unsupported_grant_type',
  'consent_required',
  'invalid_request_uri',
  'invalid_request_object',
  'request_not_supported',
  'request_uri_not_supported',
  'registration_not_supported',
  // Resource indicators (RFC 8707), rich requests (RFC 9396), DPoP (RFC 9449), proof of possession (RFC 9200).
  'invalid_target',
  'invalid_authorization_details',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'unsupported_pop_key',
  'incompatible_ace_profiles',
  // A registration that is not valid (RFC 7591), or not part of the federation (OpenID Federation).
  'invalid_redirect_uri',
  'invalid_client_metadata',
  'invalid_software_statement',
  'unapproved_software_statement',
  'invalid_issuer',
  'invalid_subject',
  'invalid_trust_anchor',
  'invalid_trust_chain',
  'invalid_metadata',
  'unsupported_parameter',
  // Used by products, without a specification.
  'invalid_resource',
  'invalid_audience',
  'unsupported_response_mode',
  'redirect_uri_mismatch',
  'deleted_client',
  'disabled_client',
  'org_internal',
  'admin_policy_enforced',
];

/** What an OAuth error of an identity provider means for the person. An error that is not listed may mean anything. */
const MEANING: Record<string, FederationErrorCode> = {
  access_denied: 'provider_denied',
  user_cancelled_login: 'provider_denied',
  user_cancelled_authorize: 'provider_denied',
  server_error: 'provider_unreachable',
  temporarily_unavailable: 'provider_unreachable',
  slow_down: 'provider_unreachable',
  // The identity provider’s own session ended during the sign-in, or it wants to ask the person something first.
  login_required: 'provider_unreachable',
  interaction_required: 'provider_unreachable',
  account_selection_required: 'provider_unreachable',
  unmet_authentication_requirements: 'acr_not_met',
  // RFC 9470.
  insufficient_user_authentication: 'acr_not_met',
  ...meaning('request_refused', SET_UP_ERRORS),
};

/** Microsoft's error numbers say what is meant. The OAuth error beside a number is not always the same. */
const MEANING_BY_NUMBER: Record<string, FederationErrorCode> = {
  // Not assigned to the application; unknown in the directory; a guest who has not been admitted yet; disabled; a
  // minor.
  ...meaning('person_refused', ['AADSTS50105', 'AADSTS50020', 'AADSTS50034', 'AADSTS51004', 'AADSTS90072']),
  ...meaning('person_refused', ['AADSTS16003', 'AADSTS50014', 'AADSTS50057', 'AADSTS50177', 'AADSTS54000']),
  // Refused by Conditional Access.
  ...meaning('person_refused', ['AADSTS53000', 'AADSTS53001', 'AADSTS53002', 'AADSTS53003', 'AADSTS53004']),
  ...meaning('person_refused', ['AADSTS53011', 'AADSTS530032']),
  // The person pressed Cancel; see CANCELLED.
  ...meaning('provider_denied', ['AADSTS65004', 'AADB2C90091']),
  // An administrator has to consent first.
  ...meaning('request_refused', ['AADSTS65001', 'AADSTS90094', 'AADSTS900941', 'AADSTS90095', 'AADSTS90099']),
  // The application is unknown, disabled, or not registered as it must be; the directory or the resource is unknown.
  ...meaning('request_refused', ['AADSTS50001', 'AADSTS50011', 'AADSTS50194', 'AADSTS65005', 'AADSTS90002']),
  ...meaning('request_refused', ['AADSTS500011', 'AADSTS650052', 'AADSTS650053', 'AADSTS650056']),
  ...meaning('request_refused', ['AADSTS650057', 'AADSTS700016', 'AADSTS700054', 'AADSTS7000112']),
  // The secret is wrong, expired or missing; the assertion in its place is not good.
  ...meaning('request_refused', ['AADSTS7000215', 'AADSTS7000216', 'AADSTS7000218', 'AADSTS7000222']),
  ...meaning('request_refused', ['AADSTS700021', 'AADSTS700023', 'AADSTS700024', 'AADSTS700027']),
};

/** Sent only when the person pressed Cancel. It says nothing about the person. */
const CANCELLED = new Set(['AADSTS65004', 'AADB2C90091', 'user_cancelled_login', 'user_cancelled_authorize']);

/** What an OAuth error of an identity provider means, and its own words for the audit trail. */
export interface ProviderRefusal {
  code: FederationErrorCode;
  /** `error: error_description`, cleaned and shortened. */
  said: string;
  /**
   * Whether it says that the person cancelled. `access_denied` alone may also be a refusal by the identity provider.
   */
  cancelled: boolean;
}

/**
 * @param error `error` as it came.
 * @param description `error_description` as it came.
 * @param codes `error_codes` as they came. Microsoft adds them at the token endpoint.
 */
export function providerRefusal(error: string, description?: unknown, codes?: unknown): ProviderRefusal {
  const name = cleaned(error, 64);
  const words = typeof description === 'string' ? cleaned(description, MOST_CHARACTERS) : '';
  const listed = Array.isArray(codes) ? codes.slice(0, 10).filter((one) => Number.isSafeInteger(one)) : [];
  const numbers = [
    ...[...words.matchAll(/\b(?:AADSTS|AADB2C)\d{4,7}\b/gi)].map(([number]) => number.toUpperCase()),
    ...listed.map((one) => `AADSTS${one}`),
  ];
  const telling = numbers.find((number) => own(MEANING_BY_NUMBER, number) !== undefined);
  const code =
    (telling === undefined ? own(MEANING, name) : own(MEANING_BY_NUMBER, telling)) ??
    ('response_not_trusted' satisfies FederationErrorCode);
  const details = words !== '' || listed.length === 0 ? words : `error_codes ${listed.join(', ')}`;
  return {
    code,
    said: details === '' ? name : `${name}: ${details}`,
    cancelled: CANCELLED.has(telling ?? name),
  };
}

function meaning(code: FederationErrorCode, names: string[]): Record<string, FederationErrorCode> {
  return Object.fromEntries(names.map((name) => [name, code]));
}

/**
 * A text from outside as one safe line: without line ends, control characters and characters that turn the direction of
 * text.
 */
function cleaned(text: string, most: number): string {
  const line = text
    .slice(0, 8 * most)
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`;
}

function own<T>(table: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
