import { Injectable } from '@nestjs/common';
import type { ClientCredentials as ClientToken, Grant as EngineGrant } from 'oidc-provider';
import { type AccountFhirUser, BY_PASSWORD } from '#src/accounts/account-fhir-user.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { type SignInNow, SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { INTERNAL_CLIENT_ID } from '#src/keys/internal-fhir-access-tokens.js';
import { EpochStore } from '#src/revocation/epoch.store.js';
import type { Epochs } from '#src/revocation/epochs.js';
import { mayUsePassword } from '#src/sign-in/password/local-login-policy.js';
import { type GrantContext, NO_FHIR_SERVER } from '#src/smart/launch/grant-context.entity.js';
import { GrantContextStore } from '#src/smart/launch/grant-context.store.js';
import type { AroundFind } from '../engine/overrides/replace.js';
import { ArtifactStore } from '../storage/artifact.store.js';
import { ACCOUNT_PAGE_CLIENT_ID } from '../storage/own-clients.js';

/** The claim by which an access token of a client itself carries its counts; absent while nothing was ever ended. */
export const EPOCHS_CLAIM = 'wardkey_epochs';

/** What a sign-in is to open: a client, on these FHIR servers (by name). */
export interface Opened {
  clientId: string;
  fhirServers: readonly string[];
}

/** As much of a browser’s session as says whose it is. */
export interface SessionFacts {
  accountId?: string;
  /** See session-sign-in.ts. */
  signInId?: string;
}

/**
 * Answers one question for everything that anybody was given: does this still stand? Refresh, code exchange, userinfo,
 * introspection, browser sessions and the page of apps all ask here.
 *
 * Nothing is looked for and deleted when access ends. A session and a Grant point to the sign-in they came of, and each
 * sign-in carries the counts it was made under (SignInEpochs): whoever ends something raises a count in the same step, so
 * that what is being written at that very moment has ended, too.
 */
@Injectable()
export class Standing {
  constructor(
    private readonly signIns: SignInRecordStore,
    private readonly accounts: AccountStore,
    private readonly clients: ClientDefinitions,
    private readonly epochs: EpochStore,
    private readonly fhirServers: FhirServers,
    private readonly contexts: GrantContextStore,
    private readonly artifacts: ArtifactStore,
    private readonly settings: Settings,
  ) {}

  /** The sign-in of a browser’s session, if it still opens this. */
  async ofSession({ accountId, signInId }: SessionFacts, opened: Opened): Promise<SignInNow | undefined> {
    const signIn = await this.ofSignIn(signInId, opened);
    return signIn?.accountId === accountId ? signIn : undefined;
  }

  /** The sign-in a Grant came of, if the Grant still stands. */
  async ofGrant(grant: GrantContext): Promise<SignInNow | undefined> {
    const { accountId, clientId, fhirServer, signInId } = grant;
    const fhirServers = fhirServer === NO_FHIR_SERVER ? [] : [fhirServer];
    const signIn = await this.ofSignIn(signInId ?? undefined, { clientId: clientId!, fhirServers });
    if (signIn?.accountId !== accountId) return undefined;
    return (await this.isOnline(grant)) && (await this.isSamePerson(grant, signIn!)) ? signIn : undefined;
  }

  /** Who somebody is on a FHIR server by the way that they signed in; undefined when that was never found. */
  async fhirUserOf(signIn: SignInNow, fhirServer: string): Promise<AccountFhirUser | undefined> {
    return this.accounts.fhirUserOf(signIn.accountId, signIn.linkId ?? BY_PASSWORD, fhirServer);
  }

  /**
   * `find` of Grants: those that stand. Every token of a person hangs on a Grant, which the engine looks up at the code
   * exchange, at refresh, at userinfo, at introspection and for a session’s next request.
   */
  readonly ofGrants: AroundFind<EngineGrant> = (find) => async (id, options) => {
    const grant = await find(id, options);
    // Of our own page: its code is never redeemed.
    if (!grant || grant.clientId === ACCOUNT_PAGE_CLIENT_ID) return grant;
    const context = await this.contexts.find(id);
    return context && (await this.ofGrant(context)) ? grant : undefined;
  };

  /** `find` of the tokens that clients get for themselves: those that stand. */
  readonly ofClientTokens: AroundFind<ClientToken> = (find) => async (value, options) => {
    const token = await find(value, options);
    // Our own for looking people up: kept for minutes, and without them nobody could sign in again.
    if (!token || token.clientId === INTERNAL_CLIENT_ID) return token;
    const given = (token.extra?.[EPOCHS_CLAIM] ?? {}) as Epochs;
    const servers = this.named([token.aud ?? []].flat());
    return (await this.epochs.same(given, token.clientId!, servers)) ? token : undefined;
  };

  /** What a token that a client gets for itself is to carry. */
  async epochsForClient(clientId: string, resources: readonly string[]): Promise<Record<string, Epochs>> {
    const epochs = await this.epochs.of(clientId, this.named(resources));
    return Object.keys(epochs).length === 0 ? {} : { [EPOCHS_CLAIM]: epochs };
  }

  private async ofSignIn(id: string | undefined, opened: Opened): Promise<SignInNow | undefined> {
    const signIn = id === undefined ? undefined : await this.signIns.find(id);
    if (!signIn) return undefined;
    const { epochs, now } = signIn;
    const stands =
      now.status === 'active' &&
      now.account === epochs.account &&
      now.way === epochs.way &&
      (signIn.linkId !== null || (await this.passwordMayBeUsed(signIn, opened.clientId))) &&
      (await this.epochs.same(epochs.shared, opened.clientId, opened.fhirServers));
    return stands ? signIn : undefined;
  }

  /** Whoever switches passwords off, for everybody or for an app, means also those who came in by one before. */
  private async passwordMayBeUsed({ now }: SignInNow, clientId: string): Promise<boolean> {
    const { emailKey, localLogin } = now;
    const question = { emailKey, localLogin, client: await this.clients.find(clientId) };
    return mayUsePassword(question, this.settings) !== 'disabled';
  }

  /** What was allowed "until you sign out" (`online_access`) lives as long as that browser’s session. */
  private async isOnline({ sessionUid, accountId }: GrantContext): Promise<boolean> {
    if (sessionUid === null) return true;
    return (await this.artifacts.findByUid('Session', sessionUid))?.accountId === accountId;
  }

  /** Whoever is found to be another resource than before is given nothing by what the former one was given. */
  private async isSamePerson(grant: GrantContext, signIn: SignInNow): Promise<boolean> {
    if (grant.fhirUserServer === null) return true;
    return (await this.fhirUserOf(signIn, grant.fhirUserServer))?.epoch === grant.fhirUserEpoch;
  }

  /** The FHIR servers among what a token is for. */
  private named(resources: readonly string[]): string[] {
    return resources.flatMap((one) => this.fhirServers.at(one)?.name ?? []);
  }
}
