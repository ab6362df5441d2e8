import { randomBytes } from 'node:crypto';
import { CLINICAL_SCOPE, SERVICE_SCOPE } from '../../world.mjs';

const DAY = 86_400;

/**
 * The engine with what Wardkey has where it costs something: the same algorithms and lifetimes, JWT access tokens for
 * one FHIR server, PKCE, refresh rotation, assertions accepted once, a Grant for each authorization. Everybody signs in
 * as one person and allows everything, as codes are made before the time that is measured.
 */
export function engineConfiguration({ adapter, keys, audience, clients }) {
  return {
    adapter,
    clients,
    jwks: { keys },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clientAuthMethods: ['none', 'client_secret_basic', 'private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: ['RS384', 'ES384'] },
    claims: { openid: ['sub'], fhirUser: ['fhirUser'] },
    scopes: ['openid', 'offline_access', 'fhirUser'],
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    findAccount: async (_ctx, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, fhirUser: `${audience}/Practitioner/${sub}` }),
    }),
    loadExistingGrant: (ctx) => newGrant(ctx, audience),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          audience,
          scope: `${CLINICAL_SCOPE} ${SERVICE_SCOPE}`,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    routes: { authorization: '/authorize', token: '/token', introspection: '/introspect', jwks: '/jwks' },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      ClientCredentials: 300,
      Grant: 3650 * DAY,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 100 * DAY,
      Session: DAY / 2,
    },
  };
}

async function newGrant({ oidc }, audience) {
  const { accountId } = oidc.session;
  if (!accountId) return undefined;
  const grant = new oidc.provider.Grant({ accountId, clientId: oidc.client.clientId });
  grant.addOIDCScope('openid fhirUser offline_access');
  grant.addResourceScope(audience, CLINICAL_SCOPE);
  await grant.save();
  return grant;
}
