import type { BrandIdentifier } from './brand-bundle.js';

/** The endpoints of this server, under their names in the document; absolute URLs. */
export interface AuthorizationServerEndpoints {
  issuer: string;
  jwks_uri: string;
  authorization_endpoint: string;
  token_endpoint: string;
  introspection_endpoint: string;
  revocation_endpoint: string;
  registration_endpoint?: string;
  management_endpoint?: string;
}

/** The brand that a FHIR server belongs to (SMART App Launch 2.2, "User-access Brands"). */
export interface BrandOfServer {
  user_access_brand_bundle: string;
  user_access_brand_identifier?: BrandIdentifier;
}

/**
 * The specification requires support for each listed capability (SMART App Launch 2.2, "Capability sets"), so only what
 * works is listed.
 */
const CAPABILITIES = [
  'launch-ehr',
  'launch-standalone',
  'authorize-post',
  'client-public',
  'client-confidential-symmetric',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-banner',
  'context-style',
  'context-ehr-patient',
  'context-ehr-encounter',
  'context-standalone-patient',
  'context-standalone-encounter',
  'permission-offline',
  'permission-online',
  'permission-patient',
  'permission-user',
  'permission-v1',
  'permission-v2',
];

/**
 * The `.well-known/smart-configuration` of a FHIR server for which this server issues tokens (SMART App Launch 2.2,
 * "Conformance").
 */
export function smartConfiguration(
  endpoints: AuthorizationServerEndpoints,
  brand?: BrandOfServer,
  ownScopes: readonly string[] = [],
): Record<string, unknown> {
  return {
    ...endpoints,
    ...brand,
    grant_types_supported: ['authorization_code', 'client_credentials'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    scopes_supported: [
      'openid',
      'fhirUser',
      'profile',
      'email',
      ...ownScopes,
      'launch',
      'launch/patient',
      'launch/encounter',
      'offline_access',
      'online_access',
      'patient/*.rs',
      'patient/*.cruds',
      'user/*.rs',
      'user/*.cruds',
      'system/*.rs',
    ],
    capabilities: CAPABILITIES,
  };
}
