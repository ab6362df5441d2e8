import { Injectable } from '@nestjs/common';
import Provider, { type InteractionResults as EngineResults } from 'oidc-provider';
import type { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import type { ResourceSettings } from '#src/config/settings/resource.settings.js';
import { ownScopes } from '#src/config/settings/scope.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import type { LaunchContext } from '#src/access/granted-launch-context.js';
import type { ServerInQuestion } from '#src/sign-in/decision/decision.js';
import {
  needsEncounter,
  needsPatient,
  permittedScopes,
  scopesWithinRights,
  splitScope,
} from '#src/smart/scopes/known-scopes.js';
import { type RequestedSignIn, requestedSignIn } from './requested-sign-in.js';
import { Engine } from '../engine/engine.js';
import { EngineAccounts } from '../engine/engine-accounts.js';
import { InteractionNotActiveError } from '../errors.js';
import { asksForFhir, rightsOf, scopesToDecide } from './pending-scopes.js';
import { NEEDS_NEW_SIGN_IN, SELECT_ACCOUNT_PROMPT } from './policy/interaction-policy.js';
import { CONSENT_ADDED } from './offline-access.js';
import { OtherResources } from './other-resources.js';
import { ReleasedClaims } from '../token/released-claims.js';
import type { SessionFacts } from '../session/standing-access.js';
import { ADMIN_PAGE_CLIENT_ID } from '../storage/own-clients.js';
import { ArtifactStore } from '../storage/artifact.store.js';

/** The app of a pending request, as the pages show it. */
export interface RequestingClient {
  clientId: string;
  name: string;
  uri?: string;
  verified: boolean;
  /** Whether the app’s registration says that people are asked only once for the same access. */
  remembersConsent: boolean;
  /** Whether it is a page of this server, for which nobody is asked for consent. */
  isOwnPage: boolean;
  /** The schemes of the identity providers whose people may use the app; undefined for all. */
  identityProviders?: string[];
}

/** An authorization request that waits for a step of the person in the browser. */
export interface PendingRequest {
  uid: string;
  /** When the request expires. */
  expiresAt: number;
  /** The step that is due, by its name in the interaction policy. */
  step: 'login' | 'launch_context' | 'consent';
  client: RequestingClient;
  /**
   * The FHIR server of the request: the one that the tokens are for, or for a plain OpenID Connect request the client’s
   * own.
   */
  fhirServer?: FhirServer;
  /** True when no token of the request opens a FHIR server: OpenID Connect alone, or another API. */
  isPlain: boolean;
  /** The other API that the tokens are for. */
  resource?: ResourceSettings;
  /** The FHIR server on which the person must be known. */
  serverInQuestion: ServerInQuestion;
  /** The account of the person, once a person is signed in. */
  accountId?: string;
  /** The browser’s session, once there is one. */
  sessionUid?: string;
  /** The sign-in that the browser’s session came of (SignInRecord). */
  signInId?: string;
  /** The person’s own resource on {@link fhirServer}, as found for the link of their sign-in. */
  fhirUser?: Pick<AccountFhirUser, 'resourceType' | 'resourceId' | 'epoch'>;
  launch?: string;
  /** What the person chose in the launch context step. */
  context: LaunchContext;
  /** The scopes that the person decides on, in the order that the app asked for them. */
  scopes: string[];
  /** The same scopes limited to the person’s own rights. Some may be narrower. */
  offered: string[];
  /** The claims that the app asks for one by one and that the person decides on (OpenID Connect Core 5.5). */
  claims: string[];
  /** Whether the scopes have no meaning without a patient. */
  needsPatient: boolean;
  /** Whether the app asks for an encounter. */
  needsEncounter: boolean;
  /** Whether the request asks for a new sign-in, even if a person is signed in. */
  asksForLogin: boolean;
  /** Whether the person is to choose an account, even if a person is signed in. */
  asksForAccount: boolean;
  /** Whether the app itself demands that the person is asked for consent. */
  asksForConsent: boolean;
  /** Where the browser goes on, when a person has signed in but the browser has not gone on yet. */
  goesOnAt?: string;
  /** What the app asks of the sign-in at an identity provider. */
  asked: RequestedSignIn;
  /**
   * Whether the request asks for a choice between the ways to sign in (`sso=0`), where the browser would otherwise be
   * sent straight to the identity provider.
   */
  asksForChoice: boolean;
}

/** What the engine stores about a request while the person is asked. */
export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** What one step leaves for the next in the interaction, beside the engine’s own results. */
export type Results = EngineResults & { launch_context?: LaunchContext };

/** Reads what the engine stores about a request, in the form that the steps need. */
@Injectable()
export class PendingRequests {
  constructor(
    private readonly engine: Engine,
    private readonly settings: Settings,
    private readonly fhirServers: FhirServers,
    private readonly accounts: EngineAccounts,
    private readonly store: ArtifactStore,
    private readonly otherResources: OtherResources,
    private readonly released: ReleasedClaims,
  ) {}

  /** @throws InteractionNotActiveError when the client does not exist any more. */
  async read(interaction: Interaction): Promise<PendingRequest> {
    const { uid, exp, prompt, params, session, lastSubmission } = interaction;
    const client = await this.engine.provider.Client.find(String(params.client_id));
    if (!client) throw new InteractionNotActiveError('the client is not registered any more');
    const resource = [params.resource].flat()[0] as string | undefined;
    const permitted = permittedScopes(
      splitScope(params.scope as string | undefined),
      client.smart_scope,
      ownScopes(this.settings.scopes),
    );
    const prompts = splitScope(params.prompt as string | undefined);
    const namedServer = this.fhirServers.at(resource ?? '');
    // Administrators need no FHIR resource: their page opens no record.
    const fhirServer =
      client.clientId === ADMIN_PAGE_CLIENT_ID
        ? undefined
        : this.fhirServers.meantBy(resource, client.fhir_server);
    const signedIn = await this.signedIn(session);
    const fhirUser = fhirServer && (await this.accounts.fhirUserOfSession(signedIn, fhirServer.name));
    const rights = rightsOf(fhirUser, fhirServer);
    const scopes = scopesToDecide(params.scope as string | undefined, prompt.details);
    return {
      uid,
      expiresAt: exp,
      step: prompt.name === SELECT_ACCOUNT_PROMPT ? 'login' : (prompt.name as PendingRequest['step']),
      client: {
        clientId: client.clientId,
        name: client.clientName ?? client.clientId,
        uri: client.clientUri,
        verified: client.verified === true,
        remembersConsent: client.consent === 'remember',
        isOwnPage: client.clientId === ADMIN_PAGE_CLIENT_ID,
        identityProviders: client.identity_providers,
      },
      fhirServer,
      isPlain: namedServer === undefined,
      resource: this.otherResources.at(resource ?? ''),
      serverInQuestion: fhirServer ?? (asksForFhir(permitted) ? undefined : 'notAsked'),
      accountId: session?.accountId,
      sessionUid: session?.uid,
      signInId: signedIn.signInId,
      fhirUser,
      launch: params.launch as string | undefined,
      context: (lastSubmission as Results | undefined)?.launch_context ?? {},
      scopes,
      offered: scopesWithinRights(scopes, rights),
      claims: ((prompt.details.missingOIDCClaims as string[] | undefined) ?? []).filter((claim) =>
        this.released.mayLearn(client, claim),
      ),
      needsPatient: needsPatient(scopesWithinRights(permitted, rights)),
      needsEncounter: needsEncounter(permitted),
      // The identity provider must ask for a new sign-in, too: it would otherwise send back the same person without
      // asking.
      asksForLogin:
        prompts.includes('login') || prompt.reasons.some((reason) => NEEDS_NEW_SIGN_IN.includes(reason)),
      asksForAccount: prompts.includes(SELECT_ACCOUNT_PROMPT),
      asksForConsent: prompts.includes('consent') && params[CONSENT_ADDED] === undefined,
      goesOnAt: interaction.result?.login ? interaction.returnTo : undefined,
      asked: requestedSignIn(params),
      asksForChoice: params.sso === '0',
    };
  }

  /** Reads the session as it is now, because the interaction stores the account of the session, and not the sign-in. */
  private async signedIn(session: { uid?: string; accountId?: string } | undefined): Promise<SessionFacts> {
    if (session?.uid === undefined || session.accountId === undefined) return {};
    const { accountId, signInId } = ((await this.store.findByUid('Session', session.uid)) ??
      {}) as SessionFacts;
    return accountId === session.accountId ? { accountId, signInId } : {};
  }
}
