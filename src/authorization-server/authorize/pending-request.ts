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
import { type AskedOfProvider, askedOfProvider } from './asked-of-provider.js';
import { Engine } from '../engine/engine.js';
import { EngineAccounts } from '../engine/engine-accounts.js';
import { InteractionNotActiveError } from '../errors.js';
import { asksForFhir, rightsOf, scopesToDecide } from './pending-scopes.js';
import { NEEDS_NEW_SIGN_IN, SELECT_ACCOUNT_PROMPT } from './policy/interaction-policy.js';
import { CONSENT_ADDED } from './offline-access.js';
import { OtherResources } from './other-resources.js';
import { ReleasedClaims } from '../token/released-claims.js';
import type { SessionFacts } from '../session/standing.js';
import { ArtifactStore } from '../storage/artifact.store.js';

/** The app of a pending request, as pages show it. */
export interface RequestingClient {
  clientId: string;
  name: string;
  uri?: string;
  verified: boolean;
  /** Whether what people allow it is not asked again. */
  remembersConsent: boolean;
  /** The schemes of the providers whose people may use it; undefined for all. */
  identityProviders?: string[];
}

/** A browser’s authorization request that waits for a step of the person. */
export interface PendingRequest {
  uid: string;
  /** When it ends by itself. */
  expiresAt: number;
  /** Which step: the names of the interaction policy. */
  step: 'login' | 'launch_context' | 'consent';
  client: RequestingClient;
  /** The FHIR server it is about: the one the tokens are for, or for a plain OpenID Connect request the client’s own. */
  fhirServer?: FhirServer;
  /** No token of it opens a FHIR server: OpenID Connect alone, or another API. */
  isPlain: boolean;
  /** The other API that the tokens are for. */
  resource?: ResourceSettings;
  /** On which FHIR server the person must be somebody. */
  serverInQuestion: ServerInQuestion;
  /** Who is signed in, once somebody is. */
  accountId?: string;
  /** The browser’s session, once there is one. */
  sessionUid?: string;
  /** The sign-in that the browser’s session came of (SignInRecord). */
  signInId?: string;
  /** Who the person is on {@link fhirServer}, by the way they signed in. */
  fhirUser?: Pick<AccountFhirUser, 'resourceType' | 'resourceId' | 'epoch'>;
  launch?: string;
  /** Chosen in the step before. */
  context: LaunchContext;
  /** Scopes to decide on, in the order they were asked for. */
  scopes: string[];
  /** The same within the person’s own rights, some perhaps narrowed. */
  offered: string[];
  /** Claims to decide on that the app asks for one by one (OpenID Connect Core 5.5). */
  claims: string[];
  /** Whether what the app asks for has no meaning without a patient. */
  needsPatient: boolean;
  /** Whether the app asks for an encounter. */
  needsEncounter: boolean;
  /** Whether a new sign-in is asked for, whoever is signed in. */
  asksForLogin: boolean;
  /** Whether the person is to choose an account, whoever is signed in. */
  asksForAccount: boolean;
  /** Whether the app itself wants the person to be asked what it may have. */
  asksForConsent: boolean;
  /** Where to send the browser when somebody has signed in, and the browser has not gone on from there. */
  goesOnAt?: string;
  /** What the app says about the sign-in at a provider. */
  asked: AskedOfProvider;
  /** Whether the request asks to choose how to sign in (`sso=0`), where else the browser would go straight on. */
  asksForChoice: boolean;
}

/** What the engine keeps of a request while its person is asked. */
export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** What the steps leave in it for one another, beside the engine’s own results. */
export type Results = EngineResults & { launch_context?: LaunchContext };

/** Reads what the engine keeps of a request, as the steps need it. */
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

  /** @throws InteractionNotActiveError when its client is not there any more. */
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
    const fhirServer = this.fhirServers.meantBy(resource, client.fhir_server);
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
      // At the provider, too, somebody else is signed in: without being asked it would bring the same person back.
      asksForLogin:
        prompts.includes('login') || prompt.reasons.some((reason) => NEEDS_NEW_SIGN_IN.includes(reason)),
      asksForAccount: prompts.includes(SELECT_ACCOUNT_PROMPT),
      asksForConsent: prompts.includes('consent') && params[CONSENT_ADDED] === undefined,
      goesOnAt: interaction.result?.login ? interaction.returnTo : undefined,
      asked: askedOfProvider(params),
      asksForChoice: params.sso === '0',
    };
  }

  /** The session as it is now: the request remembers whose it was, and not the sign-in. */
  private async signedIn(session: { uid?: string; accountId?: string } | undefined): Promise<SessionFacts> {
    if (session?.uid === undefined || session.accountId === undefined) return {};
    const { accountId, signInId } = ((await this.store.findByUid('Session', session.uid)) ??
      {}) as SessionFacts;
    return accountId === session.accountId ? { accountId, signInId } : {};
  }
}
