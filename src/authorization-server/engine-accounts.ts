import { Injectable } from '@nestjs/common';
import {
  type Account as EngineAccount,
  type AccountClaims,
  type Client,
  errors,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { fhirUserUrl } from '#src/fhir-user/fhir-user-reference.js';
import { GrantContextStore } from '#src/smart/launch/grant-context.store.js';
import { FhirUserRevalidation } from '#src/sign-in/fhir-user-revalidation.js';
import { PasswordSessions } from '#src/sign-in/password-sessions.js';
import { permittedScopes, splitScope } from '#src/smart/scopes/known-scopes.js';
import { EndedAccess } from './ended-access.js';
import { requestedResource } from './engine-context.js';
import { emailClaims, profileClaims } from './standard-claims.js';
import { ArtifactStore } from './storage/artifact.store.js';
import { ACCOUNT_PAGE_CLIENT_ID } from './storage/own-clients.js';

/** What the engine may know about accounts: whether one is usable, and the claims of its ID token. */
@Injectable()
export class EngineAccounts {
  constructor(
    private readonly accounts: AccountStore,
    private readonly fhirServers: FhirServers,
    private readonly revalidation: FhirUserRevalidation,
    private readonly store: ArtifactStore,
    private readonly contexts: GrantContextStore,
    private readonly passwordSessions: PasswordSessions,
    private readonly ended: EndedAccess,
  ) {}

  /** `findAccount`. A switched-off account does not exist for the engine, so its codes and refresh tokens end too. */
  find = async (ctx: KoaContextWithOIDC, sub: string): Promise<EngineAccount | undefined> => {
    const signedIn = signedInBy(ctx, sub);
    const account = await this.open(sub, ctx.oidc.client?.clientId, signedIn);
    if (!account) return undefined;
    if (!signedIn.grant && (await this.mustSignInAgain(ctx, signedIn.at))) return undefined;
    if (isRefresh(ctx) && (await this.hasEnded(ctx, account))) return undefined;
    return {
      accountId: account.id,
      claims: (_use, scope, asked) => {
        // Nothing is read from the database that nobody asks for.
        const ofProfile = splitScope(scope).includes('profile') || Object.keys(asked).length > 0;
        return this.claims(ctx, account, ofProfile);
      },
    };
  };

  /** Whose session a browser still has, for pages that are no step of an app’s request. */
  async ofSession(session: {
    accountId?: string;
    amr?: string[];
    loginTs?: number;
  }): Promise<string | undefined> {
    const { accountId, amr, loginTs: at = 0 } = session;
    if (accountId === undefined) return undefined;
    if (await this.ended.isOver({ clientId: ACCOUNT_PAGE_CLIENT_ID, fhirServers: [], at })) return undefined;
    return (await this.open(accountId, undefined, { amr, at }))?.id;
  }

  /** The account, if what was opened by this sign-in is open still. */
  private async open(
    accountId: string,
    clientId: string | undefined,
    signedIn: SignedIn,
  ): Promise<Account | undefined> {
    const account = await this.accounts.findById(accountId);
    if (!account || account.status !== 'active') return undefined;
    if ((account.signedOutAt ?? 0) > (signedIn.at ?? 0)) return undefined;
    return (await this.passwordSessions.hasEnded(account, clientId, signedIn)) ? undefined : account;
  }

  /** A sign-in from before everything of this app or this FHIR server was ended opens neither again. */
  private async mustSignInAgain(ctx: KoaContextWithOIDC, at = 0): Promise<boolean> {
    const server = this.fhirServers.at(requestedResource(ctx) ?? '');
    const fhirServers = server ? [server.name] : [];
    return this.ended.isOver({ clientId: ctx.oidc.client?.clientId ?? '', at, fhirServers });
  }

  /** At a refresh the person is not there to be asked; whether they are still who they were is looked up now and then. */
  private async hasEnded(ctx: KoaContextWithOIDC, account: Account): Promise<boolean> {
    const resource = resourceOf(ctx);
    const server = resource === undefined ? undefined : this.fhirServers.at(resource);
    const grantId = ctx.oidc.entities.RefreshToken?.grantId;
    try {
      const stands =
        (!grantId || (await this.isOnline(grantId, account.id))) &&
        (!server || (await this.revalidation.check(account.id, server)) !== 'ended');
      if (stands) return false;
    } catch (error) {
      if (!(error instanceof FhirServerUnavailableError)) throw error;
      // Not `invalid_grant`: the refresh token is good, and the app should come back with it.
      const unavailable = new errors.CustomOIDCProviderError(
        'temporarily_unavailable',
        'the FHIR server does not answer; try again later',
      );
      throw Object.assign(unavailable, { status: 503, statusCode: 503 });
    }
    if (grantId) await this.store.destroyGrant(grantId);
    return true;
  }

  /** What was allowed "until you sign out" (`online_access`) lives as long as that browser’s session. */
  private async isOnline(grantId: string, accountId: string): Promise<boolean> {
    const sessionUid = (await this.contexts.find(grantId))?.sessionUid;
    if (!sessionUid) return true;
    const session = await this.store.findByUid('Session', sessionUid);
    return session?.accountId === accountId;
  }

  /** The absolute `fhirUser` of an account on the server a token is for, or without one on its client’s. */
  async fhirUser(
    accountId: string,
    resource: string | undefined,
    client: Client | undefined,
  ): Promise<string | undefined> {
    const server = this.fhirServers.meantBy(resource, client?.fhir_server as string | undefined);
    const known = server && (await this.accounts.fhirUserOf(accountId, server.name));
    return known && fhirUserUrl({ server, resourceType: known.resourceType, id: known.resourceId });
  }

  private async claims(
    ctx: KoaContextWithOIDC,
    account: Account,
    ofProfile: boolean,
  ): Promise<AccountClaims> {
    const { client } = ctx.oidc;
    const fhirUser = await this.fhirUser(account.id, resourceOf(ctx), client);
    const relative = client?.fhir_user_form === 'relative';
    const form = fhirUser && relative ? fhirUser.split('/').slice(-2).join('/') : fhirUser;
    const may = (scope: string) =>
      permittedScopes([scope], client?.smart_scope as string | undefined).length > 0;
    return {
      sub: account.id,
      ...(ofProfile && may('profile')
        ? profileClaims(account, await this.accounts.claimsOf(account.id))
        : {}),
      ...(may('email') ? emailClaims(account) : {}),
      ...(form ? { fhirUser: form } : {}),
      ...(form && client?.legacy_profile_claim === true ? { profile: form } : {}),
    };
  }
}

/** How and when somebody signed in, and whether what counts is the Grant that came of it. */
interface SignedIn {
  amr?: string[];
  at?: number;
  grant?: true;
}

/** How and when the session began that this is about: the browser’s, or that of the code or token. */
function signedInBy({ oidc }: KoaContextWithOIDC, accountId: string): SignedIn {
  const { AuthorizationCode, RefreshToken, AccessToken } = oidc.entities;
  const token = AuthorizationCode ?? RefreshToken;
  if (token) return { amr: token.amr, at: token.authTime, grant: true };
  // An access token does not say; it was not issued before.
  if (AccessToken) return { at: AccessToken.iat, grant: true };
  const ours = oidc.session?.accountId === accountId ? oidc.session : undefined;
  return { amr: ours?.amr, at: ours?.loginTs };
}

/** On the token route it is the code or refresh token that says; what the request names may not be what was granted. */
function resourceOf(ctx: KoaContextWithOIDC): string | undefined {
  const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
  const token = AuthorizationCode ?? RefreshToken;
  if (!token || ctx.oidc.route !== 'token') return requestedResource(ctx);
  return Array.isArray(token.resource) ? token.resource[0] : token.resource;
}

function isRefresh(ctx: KoaContextWithOIDC): boolean {
  const { grant_type: grantType } = (ctx.oidc.params ?? {}) as { grant_type?: string };
  return ctx.oidc.route === 'token' && grantType === 'refresh_token';
}
