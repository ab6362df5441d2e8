import { Injectable } from '@nestjs/common';
import {
  type Account as EngineAccount,
  type AccountClaims,
  type Client,
  errors,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { type AccountFhirUser, BY_PASSWORD } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { type SignInNow, SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { FederationError } from '#src/federation/errors.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import type { GrantContext } from '#src/access/grant-context.entity.js';
import { GrantContextStore } from '#src/access/grant-context.store.js';
import { OwnPatients } from '#src/smart/launch/own-patient.js';
import { FhirUserRevalidation } from '#src/sign-in/revalidation/fhir-user-revalidation.js';
import { ProviderRevalidation } from '#src/sign-in/revalidation/provider-revalidation.js';
import { requestedResource } from './context.js';
import { PersonClaims } from '../token/person-claims.js';
import { ReleasedClaims } from '../token/released-claims.js';
import { type SessionFacts, StandingAccess } from '../session/standing-access.js';
import { ArtifactStore } from '../storage/artifact.store.js';
import { ACCOUNT_PAGE_CLIENT_ID } from '../storage/own-clients.js';

/** The errors that mean that a server did not answer, and which server that is. */
const SILENT = [
  [FhirServerUnavailableError, 'FHIR server'],
  [FederationError, 'identity provider'],
] as const;

/** What the engine may know about accounts: whether an account is usable, and the claims of its tokens. */
@Injectable()
export class EngineAccounts {
  constructor(
    private readonly accounts: AccountStore,
    private readonly fhirServers: FhirServers,
    private readonly revalidation: FhirUserRevalidation,
    private readonly providerRevalidation: ProviderRevalidation,
    private readonly store: ArtifactStore,
    private readonly contexts: GrantContextStore,
    private readonly standing: StandingAccess,
    private readonly signIns: SignInRecordStore,
    private readonly released: ReleasedClaims,
    private readonly claims: PersonClaims,
    private readonly ownPatients: OwnPatients,
  ) {}

  /** `findAccount`. A switched-off account does not exist for the engine, so its codes and refresh tokens end too. */
  find = async (ctx: KoaContextWithOIDC, sub: string): Promise<EngineAccount | undefined> => {
    // When the call is about a code or token, the engine has just looked up its Grant, and that look-up checks whether
    // the Grant still stands.
    const grantId = grantIdOf(ctx);
    if (grantId === undefined && !(await this.hasSession(ctx, sub))) return undefined;
    const account = await this.active(sub);
    if (!account) return undefined;
    if (grantId !== undefined && isRefresh(ctx) && (await this.hasEnded(grantId))) return undefined;
    return {
      accountId: account.id,
      claims: (use, scope, asked) => this.claimsOf(ctx, account, { use, scope, asked: Object.keys(asked) }),
    };
  };

  /** @returns the account of a browser’s session, for pages that are not part of an app’s request. */
  async ofSession(session: SessionFacts): Promise<string | undefined> {
    const opened = { clientId: ACCOUNT_PAGE_CLIENT_ID, fhirServers: [] };
    return (await this.standing.ofSession(session, opened))?.accountId;
  }

  /** @returns the sign-in that a browser’s session came of, even when it no longer opens anything. */
  async signInOf({ accountId, signInId }: SessionFacts): Promise<SignInNow | undefined> {
    const signIn = signInId === undefined ? undefined : await this.signIns.find(signInId);
    return signIn?.accountId === accountId ? signIn : undefined;
  }

  /** @returns who the person of a browser’s session is on a FHIR server, by the link that they signed in with. */
  async fhirUserOfSession(session: SessionFacts, fhirServer: string): Promise<AccountFhirUser | undefined> {
    const signIn = await this.signInOf(session);
    return signIn && this.standing.fhirUserOf(signIn, fhirServer);
  }

  private async active(accountId: string): Promise<Account | undefined> {
    const account = await this.accounts.findById(accountId);
    return account?.status === 'active' ? account : undefined;
  }

  /** Whether the browser’s session belongs to this account and still opens what the request asks for. */
  private async hasSession(ctx: KoaContextWithOIDC, accountId: string): Promise<boolean> {
    const { session, client } = ctx.oidc;
    if (session?.accountId !== accountId) return false;
    const server = this.fhirServers.at(requestedResource(ctx) ?? '');
    const opened = { clientId: client?.clientId ?? '', fhirServers: server ? [server.name] : [] };
    return (await this.standing.ofSession(session as SessionFacts, opened)) !== undefined;
  }

  /**
   * Whether a refresh must be refused. The person is not there to be asked, so the identity provider and the FHIR
   * server are asked from time to time whether the person may still use this access.
   */
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
      // Not `invalid_grant`: the refresh token is still valid, and the app should try again later.
      const unavailable = new errors.CustomOIDCProviderError(
        'temporarily_unavailable',
        error instanceof FhirServerUnavailableError && error.isPermanent
          ? 'the FHIR server refuses to say whether the person’s resource is still there'
          : `the ${silent[1]} does not answer; try again later`,
      );
      throw Object.assign(unavailable, { status: 503, statusCode: 503 });
    }
    await this.store.destroyGrant(grantId);
    return true;
  }

  /**
   * Whether the person’s FHIR resource still leads to the same patient. A relationship can end, or turn out to be to
   * another patient, while the person’s own resource stays unchanged.
   */
  private async stillTheirPatient(
    { fhirUser, context: { patient } }: GrantContext,
    server: FhirServer,
  ): Promise<boolean> {
    const [resourceType, resourceId] = (fhirUser ?? '').split('/');
    if (patient === undefined || !resourceType || !resourceId) return true;
    try {
      const own = await this.ownPatients.find(server, { resourceType, resourceId });
      // A Person whose link is gone no longer stands for any patient. The resources of professionals never name a
      // patient.
      if (own === undefined) return resourceType !== 'Person';
      return 'patient' in own && own.patient === patient;
    } catch (error) {
      // The revalidation above has already decided how long a person may go on while the server does not answer.
      if (error instanceof FhirServerUnavailableError) return true;
      throw error;
    }
  }

  /**
   * The claims that a client’s registration puts into its access tokens, as far as the Grant’s scopes release them (RFC
   * 9068 section 2.2.2).
   *
   * @param scopes of the token that have a meaning in OpenID Connect.
   */
  async accessTokenClaims(
    client: Client,
    accountId: string,
    context: GrantContext | undefined,
    scopes: readonly string[],
  ): Promise<Record<string, unknown>> {
    const wanted = this.claims.wantedInAccessToken(client, scopes);
    const account = wanted.length > 0 ? await this.active(accountId) : undefined;
    if (!account) return {};
    return this.claims.inAccessToken({ account, kept: this.released.keptOf(context) }, client, wanted);
  }

  private async claimsOf(
    ctx: KoaContextWithOIDC,
    account: Account,
    asked: { use: string; scope: string; asked: string[] },
  ): Promise<AccountClaims> {
    const grantId = grantIdOf(ctx);
    const context = grantId === undefined ? undefined : await this.contexts.find(grantId);
    const person = { account, context, kept: this.released.keptOf(context) };
    return this.claims.ofPerson(person, ctx.oidc.client!, asked);
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
