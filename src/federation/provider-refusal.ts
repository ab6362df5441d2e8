import type { FederationErrorCode } from './errors.js';

/** Longer than what Entra says, with its trace and correlation ids. */
const MOST_CHARACTERS = 400;

/** What an OAuth error of a provider means for the person (RFC 6749 sections 4.1.2.1 and 5.2, OpenID Connect Core 3.1.2.6). */
const MEANING: Record<string, FederationErrorCode> = {
  access_denied: 'provider_denied',
  server_error: 'provider_unreachable',
  temporarily_unavailable: 'provider_unreachable',
  // The provider’s own session ended under way, or it wants to ask something first.
  login_required: 'provider_unreachable',
  interaction_required: 'provider_unreachable',
  account_selection_required: 'provider_unreachable',
  unmet_authentication_requirements: 'acr_not_met',
  invalid_request: 'request_refused',
  invalid_client: 'request_refused',
  unauthorized_client: 'request_refused',
  invalid_scope: 'request_refused',
  invalid_target: 'request_refused',
  unsupported_response_type: 'request_refused',
  unsupported_grant_type: 'request_refused',
  consent_required: 'request_refused',
  invalid_request_uri: 'request_refused',
  invalid_request_object: 'request_refused',
  request_not_supported: 'request_refused',
  request_uri_not_supported: 'request_refused',
  registration_not_supported: 'request_refused',
};

/** Entra says by number what it means; the OAuth error beside it is now this one and now that. */
const ENTRA_MEANING: Record<string, FederationErrorCode> = {
  // Not assigned to the application; unknown in the directory; disabled; kept out by Conditional Access.
  50105: 'person_refused',
  50020: 'person_refused',
  50034: 'person_refused',
  50057: 'person_refused',
  50177: 'person_refused',
  53000: 'person_refused',
  53001: 'person_refused',
  53002: 'person_refused',
  53003: 'person_refused',
  // An administrator has to consent first, or the registration is not as it must be.
  65001: 'request_refused',
  90094: 'request_refused',
  650056: 'request_refused',
  700016: 'request_refused',
};

/** What a provider says in an OAuth error: what it means, and its own words for the trail. */
export interface ProviderRefusal {
  code: FederationErrorCode;
  /** `error: error_description`, cleaned and bounded. */
  said: string;
}

/**
 * @param error `error` as it came.
 * @param description `error_description` as it came.
 */
export function providerRefusal(error: string, description: unknown): ProviderRefusal {
  const name = cleaned(error, 64);
  const words = typeof description === 'string' ? cleaned(description, MOST_CHARACTERS) : '';
  const [, number = ''] = /\bAADSTS(\d{4,7})\b/.exec(words) ?? [];
  const code =
    own(ENTRA_MEANING, number) ??
    own(MEANING, name) ??
    ('response_not_trusted' satisfies FederationErrorCode);
  return { code, said: words === '' ? name : `${name}: ${words}` };
}

/** Text of a stranger in one line of ours: without line ends, control characters and what turns the direction of text. */
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
