import {
  type AdapterFactory,
  type Client,
  type Configuration,
  errors,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { SIGNING_ALGORITHMS } from '#src/config/settings/client.settings.js';
import { ownScopes } from '#src/config/settings/scope.settings.js';
import { INTERNAL_CLIENT_ID } from '#src/keys/internal-fhir-access-tokens.js';
import { FIXED_SCOPES } from '#src/smart/scopes/known-scopes.js';
import { NO_CLASS } from '../authorize/acr-values.js';
import { assertClaimsParameter } from '../authorize/claims-parameter.js';
import { assertClientAssertion } from '../client-authentication/client-assertion-policy.js';
import type { ClientRequests } from '../client-authentication/client-requests.js';
import type { EngineParts } from './engine-parts.js';
import { existingGrants } from '../authorize/existing-grant.js';
import { SELECT_ACCOUNT_PROMPT, smartInteractionPolicy } from '../authorize/policy/interaction-policy.js';
import { type Introspector, isWithinReach } from '../introspection/introspection-reach.js';
import { lifetimes } from './lifetimes.js';
import { isSameButForPort } from '../authorize/loopback-redirects.js';
import { CONSENT_ADDED } from '../authorize/offline-access.js';
import { assertRequestLimits } from '../authorize/request-limits.js';
import type { RequestTrail } from '../authorize/request-trail.js';
import { OWN_CLIENT_METADATA } from '../storage/client-metadata.js';
import type { SigningKey } from './signing-key.js';

/** The ways in which a client can authenticate, at every endpoint. */
const PROOFS_OF_CLIENTS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
/** SMART App Launch 2.2 names these two algorithms for client assertions. */
const ASSERTION_ALGORITHMS = ['RS384', 'ES384'] as const;

/** What the engine’s configuration is made from. */
export interface ConfigurationParts extends Pick<
  EngineParts,
  | 'settings'
  | 'engineAccounts'
  | 'releasedClaims'
  | 'contexts'
  | 'fhirServers'
  | 'otherResources'
  | 'resourceServers'
  | 'accessTokenClaims'
  | 'launches'
  | 'pages'
  | 'requestTrail'
  | 'clock'
> {
  /** One for each algorithm; it always stands for the current key. */
  keys: readonly SigningKey[];
  /** The first one signs cookies, and each of them recognises what it signed. */
  cookieKeys: readonly string[];
  /** When the database was restored from a backup; undefined when that was long ago, or never. */
  restoredAt: number | undefined;
  adapter: AdapterFactory;
  clientRequests: ClientRequests;
}

/**
 * The engine’s configuration, in the order of the engine’s documentation. Each group of settings is explained in its
 * own file.
 */
export function engineConfiguration(parts: ConfigurationParts): Configuration {
  const { settings, resourceServers, accessTokenClaims, pages, clock } = parts;
  const host = settings.issuer.startsWith('https:') ? '__Host-' : '';
  return {
    adapter: parts.adapter,
    jwks: { keys: parts.keys },

    clientAuthMethods: [...PROOFS_OF_CLIENTS, 'none'],
    enabledJWA: {
      clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS],
      // Access tokens are signed with these, too. Discovery has no member for the algorithms of access tokens, so
      // common validators use this one.
      idTokenSigningAlgValues: [...SIGNING_ALGORITHMS],
    },
    assertJwtClientAuthClaimsAndHeader: (ctx, claims, header, client) =>
      assertClientAssertion(ctx, claims, header, client, clock.milliseconds() / 1000, parts.restoredAt),

    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true, assertClaimsParameter: assertClaimsParameter as never },
      clientCredentials: { enabled: true },
      // A sender-constrained token protects only where the FHIR server checks the proof.
      dPoP: { enabled: false },
      introspection: {
        enabled: true,
        allowedPolicy: async (ctx, client, token) => {
          const own = client.clientAuthMethod !== 'none' && token.clientId === client.clientId;
          // A FHIR server receives access tokens, and may introspect those that are for itself. It never receives
          // refresh tokens.
          const audiences =
            token.kind === 'RefreshToken' ? [] : [(token as { aud?: string | string[] }).aud ?? []].flat();
          const { may_introspect: mayIntrospect, fhir_server: fhirServer, resource } = client;
          const introspector = { mayIntrospect, fhirServer, resource } as Introspector;
          const isForThem = token.kind !== 'RefreshToken' && isWithinReach(audiences, introspector, parts);
          // A client that was removed or switched off has no active tokens. The engine would fail with an error over
          // such a token.
          const holder = token.clientId ?? '';
          if (holder !== INTERNAL_CLIENT_ID && !(await ctx.oidc.provider.Client.find(holder))) return false;
          const mayKnow = own || isForThem;
          if (!mayKnow || !('accountId' in token)) return mayKnow;
          // A switched-off account has no active tokens, even if they have not expired.
          return (await parts.engineAccounts.find(ctx, token.accountId)) !== undefined;
        },
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      pushedAuthorizationRequests: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: resourceServers.defaultResource,
        getResourceServerInfo: resourceServers.info,
        // Without this the engine issues a token for userinfo whenever `openid` is asked for, and all clinical scopes
        // are lost.
        useGrantedResource: () => true,
      },
      backchannelLogout: { enabled: true },
      // SigningKey needs it. When the engine changes this experimental feature, it refuses to start with this version.
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx) => {
          ctx.body = pages.signOut({
            action: ctx.oidc.urlFor('end_session_confirm'),
            hidden: {
              xsrf: String(ctx.oidc.session?.state?.secret ?? ''),
            },
            clientName: ctx.oidc.client?.clientName,
          });
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = pages.signedOut({
            clientName: ctx.oidc.client?.clientName,
            clientUri: ctx.oidc.client?.clientUri,
          });
        },
      },
    },

    // The authorization request must name the redirect URI even where only one is registered (SMART App Launch 2.2,
    // OpenID Connect Core 3.1.2.1), and so must the code exchange (RFC 6749 section 4.1.3).
    allowOmittingSingleRegisteredRedirectUri: false,
    acrValues: NO_CLASS,
    claims: {
      acr: null,
      amr: null,
      auth_time: null,
      iss: null,
      sid: null,
      ...parts.releasedClaims.ofEngine(),
    },
    // EngineAccounts decides for each client which claims an ID token holds.
    conformIdTokenClaims: false,
    clientBasedCORS: mayAnswerOrigin,
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    cookies: {
      keys: [...parts.cookieKeys],
      names: {
        session: `${host}wardkey_session`,
        interaction: 'wardkey_interaction',
        resume: 'wardkey_resume',
      },
      long: { signed: true, httpOnly: true, sameSite: 'lax', path: '/' },
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    // Registration is not left to the engine, which would refuse SMART scopes and store secrets in plain text.
    discovery: {
      // RFC 8414 section 2: without these members, a client may assume that revocation accepts only
      // `client_secret_basic`.
      revocation_endpoint_auth_methods_supported: [...PROOFS_OF_CLIENTS, 'none'],
      revocation_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
      // The name of an access token type in this list means that tokens of that type are accepted.
      introspection_endpoint_auth_methods_supported: [...PROOFS_OF_CLIENTS, 'Bearer'],
      introspection_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
      prompt_values_supported: ['none', 'login', 'consent', SELECT_ACCOUNT_PROMPT],
      ...(settings.registration.mode === 'off'
        ? {}
        : { registration_endpoint: `${settings.issuer}/register` }),
    },
    // The engine refuses codes and tokens that are bound to a session as soon as the session points to a newer Grant. A
    // second launch in the same browser would do that.
    expiresWithSession: () => false,
    extraClientMetadata: { properties: [...OWN_CLIENT_METADATA] },
    // The engine calls these validators even when the parameter is absent.
    extraParams: {
      aud: (ctx) => {
        resourceServers.settle(ctx);
        assertRequestLimits(ctx);
      },
      launch: null,
      sso: null,
      [CONSENT_ADDED]: null,
    },
    extraTokenClaims: accessTokenClaims.extra,
    formats: {
      customizers: {
        jwt: (ctx, token, jwt) => {
          accessTokenClaims.customizeJwt(ctx, token, jwt);
          jwt.header = { typ: resourceServers.accessTokenType([token.aud ?? []].flat()) };
        },
      },
    },
    fetch: parts.clientRequests.fetch,
    findAccount: parts.engineAccounts.find,
    interactions: {
      policy: smartInteractionPolicy(parts),
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    issueRefreshToken: async (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') &&
      (code.scopes.has('offline_access') || code.scopes.has('online_access')),
    loadExistingGrant: existingGrants(parts.contexts, parts.engineAccounts),
    pkce: { required: (_ctx, client) => client.pkce !== 'optional' },
    renderError: async (ctx, out, error) => {
      const over = signOutThatIsOver(ctx, error) ?? (await stepThatIsOver(ctx, error, parts.requestTrail));
      if (over !== undefined) {
        ctx.redirect(over);
        ctx.status = 303;
        return;
      }
      ctx.type = 'html';
      ctx.body = await pages.error({
        error: out.error,
        description: out.error_description,
        detail: (error as { error_detail?: string }).error_detail,
        cause: error,
        request: ctx.req,
      });
    },
    responseTypes: ['code'],
    rotateRefreshToken: true,
    routes: {
      authorization: '/authorize',
      end_session: '/logout',
      introspection: '/introspect',
      jwks: '/jwks',
      pushed_authorization_request: '/par',
      revocation: '/revoke',
      token: '/token',
      userinfo: '/userinfo',
    },
    scopes: [...FIXED_SCOPES, ...ownScopes(settings.scopes)],
    subjectTypes: ['public'],
    ttl: lifetimes(settings),
  };
}

/**
 * A form to sign out that is not the latest one of this browser: pressed twice, or in another tab. A person who is
 * still signed in is asked again; otherwise there is nothing left to do.
 */
function signOutThatIsOver({ oidc }: KoaContextWithOIDC, error: unknown): string | undefined {
  // A fault of this server has its own page. The page of the signed-out must not be shown while it is not known whether
  // the person is signed out.
  if (oidc.route !== 'end_session_confirm' || !(error instanceof errors.InvalidRequest)) return undefined;
  return oidc.session?.accountId === undefined ? '/logout/success' : '/logout';
}

/**
 * @returns where to send a browser that comes back to the engine for a step that is over; undefined when that is not
 * the case. The cookie of the step says what the step belonged to (RequestTrail). A step that is still open, but in
 * another session, cannot be continued, so its page says that it is over.
 */
async function stepThatIsOver(
  ctx: KoaContextWithOIDC,
  error: unknown,
  trail: RequestTrail,
): Promise<string | undefined> {
  if (ctx.oidc.route !== 'resume' || !(error instanceof errors.SessionNotFound)) return undefined;
  const uid = ctx.path.split('/').at(-1)!;
  if (!trail.wasAt(ctx.req, uid)) return undefined;
  const isOpen = (await ctx.oidc.provider.Interaction.find(uid)) !== undefined;
  return `/interaction/${uid}${isOpen ? '/over' : ''}`;
}

/**
 * `clientBasedCORS`: the engine refuses a request whose `Origin` is not the client’s, but some programs send a
 * meaningless `Origin`. A client that authenticates is not a page in a browser, so its request is answered, without the
 * header that would let a page read the answer.
 */
function mayAnswerOrigin(ctx: KoaContextWithOIDC, origin: string, client: Client): boolean {
  if (isRegisteredOrigin(origin, client)) return true;
  ctx.remove('Access-Control-Allow-Origin');
  return client.clientAuthMethod !== 'none';
}

/**
 * Whether an app in the browser may call from this origin: that of one of its redirect URIs, or one registered beside
 * them.
 */
function isRegisteredOrigin(origin: string, client: Client): boolean {
  // Browsers send `null` for a page without an origin of its own, and `URL` returns it for schemes without origins. It
  // identifies no app.
  if (origin === 'null') return false;
  const registered = client.allowed_origins ?? [];
  const returned = (client.redirectUris ?? []).some(
    (uri) => URL.canParse(uri) && new URL(uri).origin === origin,
  );
  // An app that may use any port of its device for its redirect URI may also call from any port.
  const onDevice =
    client.loopback_port_may_vary === true &&
    (client.redirectUris ?? []).some(
      (uri) => URL.canParse(uri) && isSameButForPort(origin, [new URL(uri).origin]),
    );
  return returned || onDevice || registered.includes(origin);
}
