import { randomBytes } from 'node:crypto';
import { type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { type Person } from '../people.js';
import { DIRECTORY_CLAIM_NAMES, directoryClaims, subjectOf } from './claims.js';
import { type IdTokenKeys } from './id-token-signer.js';
import { memoryAdapterFactory } from './memory-adapter.js';
import { errorPage, signedOutPage, signOutPage } from './pages.js';
import { type loadEngine } from './quiet-engine.js';

/** A client of the stand-in identity provider: for the sandbox, Wardkey. */
export interface IdentityProviderClient {
  client_id: string;
  client_secret: string;
  redirect_uris: string[];
  post_logout_redirect_uris?: string[];
  /** Receives a logout token, with `sid`, when a person signs out here (OpenID Connect Back-Channel Logout 1.0). */
  backchannel_logout_uri?: string;
}

/** Where each endpoint lives below the issuer. */
export const ROUTES = {
  authorization: '/oauth2/authorize',
  token: '/oauth2/token',
  jwks: '/discovery/keys',
  end_session: '/oauth2/logout',
} as const;

/**
 * The configuration of oidc-provider for a hospital tenant: every person can sign in, and the page asks for no
 * consent.
 */
export function engineConfiguration(
  engine: Awaited<ReturnType<typeof loadEngine>>,
  clients: readonly IdentityProviderClient[],
  people: readonly Person[],
  keys: IdTokenKeys,
): Configuration {
  const policy = engine.interactionPolicy.base();
  policy.add(new engine.interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  return {
    adapter: memoryAdapterFactory(),
    // The engine accepts the secret by Basic and by POST, whichever of the two is registered.
    clients: clients.map((client) => ({
      ...client,
      response_types: ['code' as const],
      ...(client.backchannel_logout_uri ? { backchannel_logout_session_required: true } : {}),
    })),
    jwks: { keys: [keys.ownJwk as never] },
    claims: { openid: DIRECTORY_CLAIM_NAMES, profile: [], email: [] },
    scopes: ['openid', 'profile', 'email'],
    // As in Entra, the ID token has every claim, also those that UserInfo has.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    routes: ROUTES,
    pkce: { required: () => false },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      // Cookies do not separate ports: Wardkey, on another port of this host, uses the default names.
      names: {
        session: 'harbour_idp_session',
        interaction: 'harbour_idp_sign_in',
        resume: 'harbour_idp_resume',
      },
    },
    interactions: { policy, url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => answerHtml(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx) => answerHtml(ctx, signedOutPage()),
      },
    },
    findAccount: (_ctx, sub) => {
      const person = people.find((candidate) => subjectOf(candidate) === sub);
      return person && { accountId: sub, claims: () => directoryClaims(person) };
    },
    async loadExistingGrant(ctx) {
      if (!ctx.oidc.session?.accountId) return undefined;
      const grant = new ctx.oidc.provider.Grant({
        accountId: ctx.oidc.session.accountId,
        clientId: ctx.oidc.client?.clientId,
      });
      grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(' '));
      await grant.save();
      return grant;
    },
    renderError: (ctx, out) => answerHtml(ctx, errorPage(out.error, out.error_description)),
    clientBasedCORS: () => false,
    // The engine refuses loopback addresses. This is right elsewhere, but here all servers that it calls listen on
    // loopback.
    fetch: (url, { method, headers, body, redirect, signal }: RequestInit = {}) =>
      fetch(url, { method, headers, body, redirect, signal }),
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 3600,
      Session: 86_400,
    },
  };
}

function answerHtml(ctx: KoaContextWithOIDC, page: string): void {
  ctx.type = 'html';
  ctx.body = page;
}
