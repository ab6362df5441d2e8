import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientCredentials as ClientToken, Grant as EngineGrant } from 'oidc-provider';
import { type AccountFhirUser, BY_PASSWORD } from '#src/accounts/account-fhir-user.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { type SignInNow, SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { Settings } from '#src/config/settings/settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { INTERNAL_CLIENT_ID } from '#src/keys/internal-fhir-access-tokens.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { type AccessTarget, whyGrantEnded, whyNotOpened, whySignInEnded } from '#src/access/standing.js';
import { epochNames, type Epochs } from '#src/access/epochs.js';
import { mayUsePassword } from '#src/sign-in/password/local-login-policy.js';
import { type GrantContext, NO_FHIR_SERVER } from '#src/access/grant-context.entity.js';
import { GrantContextStore } from '#src/access/grant-context.store.js';
import type { AroundFind } from '../engine/overrides/replace.js';
import { ArtifactStore } from '../storage/artifact.store.js';
import { ACCOUNT_PAGE_CLIENT_ID } from '../storage/own-clients.js';

/**
 * The claim by which an access token that a client gets without a person is recognised as one from before its access was
 * ended: a mark of the counts. Absent while nothing was ever ended. A JWT is not stored, so it must carry this itself.
 * Nobody else can read the mark: how often access was ended, and whose, is nothing that apps and FHIR servers need to
 * know.
 */
export const EPOCHS_CLAIM = 'wardkey_epochs';

/** 96 bits: nobody can try out marks, because they are part of what is signed. */
const MARK_LENGTH = 16;

/** The members of a browser’s session that say whose it is. */
export interface SessionFacts {
  accountId?: string;
  /** See session-sign-in.ts. */
  signInId?: string;
}

/**
 * Answers one question about every access that this server has given: does it still stand? Refresh, code exchange,
 * userinfo, introspection, browser sessions and the page of apps all ask here. This class gathers the facts;
 * access/standing.ts decides what they mean.
 *
 * When access ends, this server does not search for things to delete. A session and a Grant point to the sign-in that
 * they came of, and each sign-in carries the counts at the time it was made (SignInEpochs). Ending something raises a
 * count in the same statement. So what is being written at that moment has ended, too.
 */
@Injectable()
export class StandingAccess {
  private readonly markKeys: readonly Buffer[];

  constructor(
    private readonly signIns: SignInRecordStore,
    private readonly accounts: AccountStore,
    private readonly clients: ClientDefinitions,
    private readonly epochs: EpochStore,
    private readonly fhirServers: FhirServers,
    private readonly contexts: GrantContextStore,
    private readonly artifacts: ArtifactStore,
    private readonly settings: Settings,
    secretBox: SecretBox,
  ) {
    this.markKeys = secretBox.deriveAll('epochs');
  }

  /** @returns the sign-in of a browser’s session, if that sign-in still opens what is asked for. */
  async ofSession(
    { accountId, signInId }: SessionFacts,
    opened: AccessTarget,
  ): Promise<SignInNow | undefined> {
    const signIn = signInId === undefined ? undefined : await this.signIns.find(signInId);
    if (!signIn || whySignInEnded(signIn, accountId)) return undefined;
    const facts = {
      passwordPermitted: signIn.linkId !== null || (await this.mayUsePassword(signIn, opened.clientId)),
      shared: await this.epochs.ofAccess(opened.clientId, opened.fhirServers),
    };
    return whyNotOpened(signIn, opened, facts) ? undefined : signIn;
  }

  /** @returns the sign-in that a Grant came of, if the Grant still stands. */
  async ofGrant(grant: GrantContext): Promise<SignInNow | undefined> {
    const { clientId, fhirServer, sessionUid, fhirUserServer } = grant;
    const [accountId, signInId] = [grant.accountId ?? undefined, grant.signInId ?? undefined];
    const fhirServers = fhirServer === NO_FHIR_SERVER ? [] : [fhirServer];
    const signIn = await this.ofSession({ accountId, signInId }, { clientId: clientId!, fhirServers });
    if (!signIn) return undefined;
    const session = sessionUid === null ? undefined : await this.artifacts.findByUid('Session', sessionUid);
    const person = fhirUserServer === null ? undefined : await this.fhirUserOf(signIn, fhirUserServer);
    const facts = {
      sessionAccountId: (session as SessionFacts | undefined)?.accountId,
      personEpoch: person?.epoch,
    };
    return whyGrantEnded(grant, facts) ? undefined : signIn;
  }

  /**
   * @returns who the person is on a FHIR server, by the link that they signed in with; undefined when that was never
   * found out.
   */
  async fhirUserOf(signIn: SignInNow, fhirServer: string): Promise<AccountFhirUser | undefined> {
    return this.accounts.fhirUserOf(signIn.accountId, signIn.linkId ?? BY_PASSWORD, fhirServer);
  }

  /**
   * `find` of Grants that returns only those that still stand. Every token of a person depends on a Grant, which the
   * engine looks up at the code exchange, at refresh, at userinfo, at introspection and for a session’s next request.
   */
  readonly onlyStandingGrants: AroundFind<EngineGrant> = (find) => async (id, options) => {
    const grant = await find(id, options);
    // The Grants of this server’s own account page give no access: its code is never redeemed.
    if (!grant || grant.clientId === ACCOUNT_PAGE_CLIENT_ID) return grant;
    const context = await this.contexts.find(id);
    return context && (await this.ofGrant(context)) ? grant : undefined;
  };

  /** `find` of the tokens that clients get without a person. It returns only those that still stand. */
  readonly onlyStandingClientTokens: AroundFind<ClientToken> = (find) => async (value, options) => {
    const token = await find(value, options);
    // This server’s own token for looking up people. It lives for minutes, and if it could be ended, no person could
    // sign in again.
    if (!token || token.clientId === INTERNAL_CLIENT_ID) return token;
    const { [EPOCHS_CLAIM]: mark, ...extra } = token.extra ?? {};
    const servers = this.named([token.aud ?? []].flat());
    const marks = this.marksOf(
      await this.epochs.ofAccess(token.clientId!, servers),
      token.clientId!,
      servers,
    );
    if (!marks.includes(mark as string | undefined)) return undefined;
    // Introspection shows what is extra.
    token.extra = extra;
    return token;
  };

  /** The claims that a token carries which a client gets without a person. */
  async epochsForClient(clientId: string, resources: readonly string[]): Promise<Record<string, string>> {
    const servers = this.named(resources);
    const [mark] = this.marksOf(await this.epochs.ofAccess(clientId, servers), clientId, servers);
    return mark === undefined ? {} : { [EPOCHS_CLAIM]: mark };
  }

  /** The mark of these counts, by each encryption key; the first one is for new tokens. */
  private marksOf(
    epochs: Epochs,
    clientId: string,
    fhirServers: readonly string[],
  ): ReadonlyArray<string | undefined> {
    const counts = epochNames(clientId, fhirServers).map((name) => [name, epochs[name] ?? 0]);
    if (counts.every(([, count]) => count === 0)) return [undefined];
    return this.markKeys.map((key) =>
      createHmac('sha256', key).update(JSON.stringify(counts)).digest('base64url').slice(0, MARK_LENGTH),
    );
  }

  /**
   * When passwords are switched off, for all people or for one app, that also ends the sign-ins that were made by a
   * password before.
   */
  private async mayUsePassword({ now }: SignInNow, clientId: string): Promise<boolean> {
    const { emailKey, localLogin } = now;
    const question = { emailKey, localLogin, client: await this.clients.find(clientId) };
    return mayUsePassword(question, this.settings) !== 'disabled';
  }

  /** The names of the FHIR servers among the audiences of a token. */
  private named(resources: readonly string[]): string[] {
    return resources.flatMap((one) => this.fhirServers.at(one)?.name ?? []);
  }
}
