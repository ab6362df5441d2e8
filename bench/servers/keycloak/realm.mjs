import { APP, CLINICAL_SCOPE, FHIR_SERVER, PORTAL, SERVICE, SERVICE_SCOPE } from '../../world.mjs';

export const REALM = 'hospital';
export const IDENTITY_PROVIDER = 'hospital';
export const AUDIENCE = 'https://fhir.hospital.example/r4';

/**
 * A realm with what Wardkey has where it costs something: access tokens with ES256 for one FHIR server, ID tokens with
 * RS256 and fhirUser, PKCE, refresh tokens that are good for one use, consent that is remembered, and people of one
 * identity provider. It searches nobody in a FHIR server and keeps no events.
 */
export function realm({ signers, upstream, callback }) {
  const ofApps = ['fhirUser', 'offline_access', ...CLINICAL_SCOPE.split(' ')];
  const services = [
    { ...withSecret(SERVICE), defaultClientScopes: [API] },
    { ...withSecret(FHIR_SERVER), defaultClientScopes: [API] },
    ...signers.map((signer) => ({ ...withKey(signer), defaultClientScopes: [API] })),
  ];
  const apps = [{ clientId: APP.id, publicClient: true }, withSecret(PORTAL)];
  return {
    realm: REALM,
    enabled: true,
    sslRequired: 'none',
    accessTokenLifespan: 3600,
    ssoSessionIdleTimeout: 43_200,
    revokeRefreshToken: true,
    refreshTokenMaxReuse: 0,
    components: {
      'org.keycloak.keys.KeyProvider': [keys('rsa-generated', 'RS256'), keys('ecdsa-generated', 'ES256')],
    },
    clientScopes: [apiScope(), ...[...ofApps, SERVICE_SCOPE].map((name) => clientScope(name))],
    clients: [
      ...services.map((service) => ({
        ...service,
        ...FOR_ITSELF,
        optionalClientScopes: [SERVICE_SCOPE],
        attributes: { ...TOKENS, ...service.attributes },
      })),
      ...apps.map((app) => ({
        ...app,
        redirectUris: [callback],
        consentRequired: true,
        // offline_access needs the role of that name.
        fullScopeAllowed: true,
        defaultClientScopes: [API],
        optionalClientScopes: ofApps,
        attributes: { ...TOKENS, 'pkce.code.challenge.method': 'S256' },
      })),
    ],
    identityProviders: [providerEntry(upstream)],
  };
}

const API = 'fhir-api';
const FOR_ITSELF = { standardFlowEnabled: false, serviceAccountsEnabled: true };
const TOKENS = {
  'access.token.signed.response.alg': 'ES256',
  'id.token.signed.response.alg': 'RS256',
  'access.token.header.type.rfc9068': 'true',
};

const withSecret = ({ id, secret }) => ({ clientId: id, secret, publicClient: false });

const withKey = ({ id, alg, jwks }) => ({
  clientId: id,
  publicClient: false,
  clientAuthenticatorType: 'client-jwt',
  attributes: {
    'use.jwks.string': 'true',
    'jwks.string': JSON.stringify(jwks),
    'token.endpoint.auth.signing.alg': alg,
  },
});

const keys = (providerId, algorithm) => ({
  name: algorithm,
  providerId,
  config:
    algorithm === 'RS256'
      ? { algorithm: [algorithm] }
      : { ecdsaEllipticCurveKey: ['P-256'], active: ['true'] },
});

const clientScope = (name, protocolMappers = []) => ({
  name,
  protocol: 'openid-connect',
  attributes: { 'include.in.token.scope': 'true', 'display.on.consent.screen': 'true' },
  protocolMappers,
});

/** In every token: whom it is for, and who the person is. */
const apiScope = () =>
  clientScope(API, [
    mapper('sub', 'oidc-sub-mapper', { 'access.token.claim': 'true' }),
    mapper('audience', 'oidc-audience-mapper', {
      'included.custom.audience': AUDIENCE,
      'access.token.claim': 'true',
    }),
    // Whoever asks about a token has to be in its audience.
    mapper('introspection', 'oidc-audience-mapper', {
      'included.client.audience': FHIR_SERVER.id,
      'access.token.claim': 'true',
    }),
    mapper('fhirUser', 'oidc-hardcoded-claim-mapper', {
      'claim.name': 'fhirUser',
      'claim.value': `${AUDIENCE}/Practitioner/1`,
      'jsonType.label': 'String',
      'id.token.claim': 'true',
      'access.token.claim': 'true',
    }),
  ]);

const mapper = (name, protocolMapper, config) => ({
  name,
  protocol: 'openid-connect',
  protocolMapper,
  config,
});

const providerEntry = ({ issuer, client_id: clientId, client_secret: clientSecret }) => ({
  alias: IDENTITY_PROVIDER,
  providerId: 'oidc',
  enabled: true,
  trustEmail: true,
  config: {
    issuer,
    clientId,
    clientSecret,
    clientAuthMethod: 'client_secret_post',
    authorizationUrl: `${issuer}/oauth2/authorize`,
    tokenUrl: `${issuer}/oauth2/token`,
    jwksUrl: `${issuer}/discovery/keys`,
    useJwksUrl: 'true',
    validateSignature: 'true',
    pkceEnabled: 'true',
    pkceMethod: 'S256',
    disableUserInfo: 'true',
    defaultScope: 'openid profile email',
    syncMode: 'IMPORT',
  },
});
