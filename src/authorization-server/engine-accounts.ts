import { Injectable } from '@nestjs/common';
import {
  type Account as EngineAccount,
  type AccountClaims,
  errors,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { type AccountFhirUser, BY_PASSWORD } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { type SignInNow, SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import type { FhirUserType } from '#src/config/settings/fhir-user-types.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { FederationError } from '#src/federation/errors.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { fhirUserUrl } from '#src/fhir-user/fhir-user-reference.js';
import type { GrantContext } from '#src/smart/launch/grant-context.entity.js';
import { GrantContextStore } from '#src/smart/launch/grant-context.store.js';
import { OwnPatients } from '#src/smart/launch/own-patient.js';
import { FhirUserRevalidation } from '#src/sign-in/fhir-user-revalidation.js';
import { ProviderRevalidation } from '#src/sign-in/provider-revalidation.js';
import { permittedScopes, splitScope } from '#src/smart/scopes/known-scopes.js';
import { requestedResource } from './engine-context.js';
import { type SessionFacts, Standing } from './standing.js';
import { emailClaims, profileClaims } from './standard-claims.js';
import { ArtifactStore } from './storage/artifact.store.js';
import { ACCOUNT_PAGE_CLIENT_ID } from './storage/own-clients.js';

/** Errors that say who was asked in vain. */
const SILENT = [
  [FhirServerUnavailableError, 'FHIR server'],
  [FederationError, 'identity provider'],
] as const;

/** What the engine may know about accounts: whether one is usable, and the claims of its ID token. */
@Injectable()
export class EngineAccounts {
  constructor(
    private readonly accounts: AccountStore,
    private readonly fhirServers: FhirServers,
    private readonly revalidation: FhirUserRevalidation,
    private readonly providerRevalidation: ProviderRevalidation,
    private readonly store: ArtifactStore,
    private readonly contexts: GrantContextStore,
    private readonly standing: Standing,
    private readonly signIns: SignInRecordStore,
    private readonly ownPatients: OwnPatients,
  ) {}

  /** `findAccount`. A switched-off account does not exist for the engine, so its codes and refresh tokens end too. */
  find = async (ctx: KoaContextWithOIDC, sub: string): Promise<EngineAccount | undefined> => {
    // The engine has just found the Grant of a code or token: that it stands was asked there.
    const grantId = grantIdOf(ctx);
    if (grantId === undefined && !(await this.hasSession(ctx, sub))) return undefined;
    const account = await this.active(sub);
    if (!account) return undefined;
    if (grantId !== undefined && isRefresh(ctx) && (await this.hasEnded(grantId))) return undefined;
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
  async ofSession(session: SessionFacts): Promise<string | undefined> {
    const opened = { clientId: ACCOUNT_PAGE_CLIENT_ID, fhirServers: [] };
    return (await this.standing.ofSession(session, opened))?.accountId;
  }

  /** The sign-in that a browser’s session came of, whether or not it still opens anything. */
  async signInOf({ accountId, signInId }: SessionFacts): Promise<SignInNow | undefined> {
    const signIn = signInId === undefined ? undefined : await this.signIns.find(signInId);
    return signIn?.accountId === accountId ? signIn : undefined;
  }

  /** Who the person of a browser’s session is on a FHIR server, by the way they signed in. */
  async fhirUserOfSession(session: SessionFacts, fhirServer: string): Promise<AccountFhirUser | undefined> {
    const signIn = await this.signInOf(session);
    return signIn && this.standing.fhirUserOf(signIn, fhirServer);
  }

  private async active(accountId: string): Promise<Account | undefined> {
    const account = await this.accounts.findById(accountId);
    return account?.status === 'active' ? account : undefined;
  }

  /** Whether the browser’s session is this account’s, and opens what is asked for. */
  private async hasSession(ctx: KoaContextWithOIDC, accountId: string): Promise<boolean> {
    const { session, client } = ctx.oidc;
    if (session?.accountId !== accountId) return false;
    const server = this.fhirServers.at(requestedResource(ctx) ?? '');
    const opened = { clientId: client?.clientId ?? '', fhirServers: server ? [server.name] : [] };
    return (await this.standing.ofSession(session as SessionFacts, opened)) !== undefined;
  }

  /** At a refresh the person is not there to be asked; whether they are still who they were is looked up now and then. */
  private async hasEnded(grantId: string): Promise<boolean> {
    const context = await this.contexts.find(grantId);
    const signIn = context && (await this.standing.ofGrant(context));
    if (!signIn) return true;
    const server = this.fhirServers.named(context.fhirUserServer ?? '');
    const linkId = signIn.linkId ?? BY_PASSWORD;
    try {
      const stillThere =
        linkId === BY_PASSWORD || (await this.providerRevalidation.check(linkId)) !== 'ended';
      const stillThem =
        !server || (await this.revalidation.check(signIn.accountId, linkId, server)) !== 'ended';
      if (stillThere && stillThem && (!server || (await this.stillTheirPatient(context, server))))
        return false;
    } catch (error) {
      const silent = SILENT.find(([kind]) => error instanceof kind);
      if (!silent) throw error;
      // Not `invalid_grant`: the refresh token is good, and the app should come back with it.
      const unavailable = new errors.CustomOIDCProviderError(
        'temporarily_unavailable',
        error instanceof FhirServerUnavailableError && error.isPermanent
          ? 'the FHIR server refuses to say whether the person is still there'
          : `the ${silent[1]} does not answer; try again later`,
      );
      throw Object.assign(unavailable, { status: 503, statusCode: 503 });
    }
    await this.store.destroyGrant(grantId);
    return true;
  }

  /** A relationship ends, or turns out to be to another patient, while the person’s own resource stays what it is. */
  private async stillTheirPatient(
    { fhirUser, context: { patient } }: GrantContext,
    server: FhirServer,
  ): Promise<boolean> {
    const [resourceType, resourceId] = (fhirUser ?? '').split('/');
    if (patient === undefined || !resourceType || !resourceId) return true;
    try {
      const own = await this.ownPatients.of(server, { resourceType, resourceId });
      return own === undefined || ('patient' in own && own.patient === patient);
    } catch (error) {
      // How long somebody may go on while the server does not answer was decided above.
      if (error instanceof FhirServerUnavailableError) return true;
      throw error;
    }
  }

  /** The absolute `fhirUser` that a Grant was given with. */
  fhirUser({ fhirUser, fhirUserServer }: GrantContext): string | undefined {
    const server = this.fhirServers.named(fhirUserServer ?? '');
    const [resourceType, id] = (fhirUser ?? '').split('/');
    return server && id ? fhirUserUrl({ server, resourceType: resourceType as FhirUserType, id }) : undefined;
  }

  private async claims(
    ctx: KoaContextWithOIDC,
    account: Account,
    ofProfile: boolean,
  ): Promise<AccountClaims> {
    const { client } = ctx.oidc;
    const grantId = grantIdOf(ctx);
    const context = grantId === undefined ? undefined : await this.contexts.find(grantId);
    const fhirUser = context && this.fhirUser(context);
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

/** The Grant of the code or token that this engine call is about. */
function grantIdOf({ oidc }: KoaContextWithOIDC): string | undefined {
  const { AuthorizationCode, RefreshToken, AccessToken } = oidc.entities;
  return (AuthorizationCode ?? RefreshToken ?? AccessToken)?.grantId;
}

function isRefresh(ctx: KoaContextWithOIDC): boolean {
  const { grant_type: grantType } = (ctx.oidc.params ?? {}) as { grant_type?: string };
  return ctx.oidc.route === 'token' && grantType === 'refresh_token';
}
