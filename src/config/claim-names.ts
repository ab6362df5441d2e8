/**
 * Claims of the scope `profile` (OpenID Connect Core 5.4) that are passed on from the identity provider, where they
 * were kept.
 */
export const PROFILE_CLAIMS_KEPT = [
  'family_name',
  'given_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
] as const;

/**
 * What a person may do elsewhere (RFC 9068 section 2.2.3.1). These claims are never kept longer than the identity
 * provider sends them.
 */
export const AUTHORIZATION_CLAIMS = ['groups', 'roles', 'entitlements'] as const;

/** Claims that standard scopes release, with a fixed meaning. */
export const STANDARD_SCOPE_CLAIMS = [
  'name',
  ...PROFILE_CLAIMS_KEPT,
  'updated_at',
  'email',
  'email_verified',
  'fhirUser',
] as const;

/**
 * Claims that say what a token is, for whom it is and from which sign-in it comes (RFC 7519, RFC 9068, OpenID Connect
 * Core 2, RFC 7662), and the launch context beside them (SMART App Launch 2.2). A claim of an identity provider never
 * replaces one of these.
 */
export const TOKEN_CLAIMS = [
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'nonce', 'auth_time', 'acr', 'amr', 'azp', 'sid'],
  ...['at_hash', 'c_hash', 's_hash', 'events', 'sub_jwk', 'sub_id', '_claim_names', '_claim_sources'],
  ...['client_id', 'scope', 'cnf', 'act', 'may_act', 'authorization_details', 'grant_id', 'wardkey_epochs'],
  ...['active', 'token_type', 'username', 'access_token', 'refresh_token', 'id_token', 'expires_in'],
  ...['patient', 'encounter', 'fhirContext', 'need_patient_banner', 'smart_style_url', 'intent', 'tenant'],
] as const;
