import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { errors, type InteractionResults as EngineResults } from 'oidc-provider';
import type { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import type { ResourceSettings } from '#src/config/settings/resource.settings.js';
import { ownScopes } from '#src/config/settings/scope.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { epochNow } from '#src/database/epoch-column.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { GrantContextStore } from '#src/smart/launch/grant-context.store.js';
import type { LaunchContext } from '#src/smart/launch/launch-context.js';
import type { ServerInQuestion } from '#src/sign-in/decision/decision.js';
import { NO_FHIR_SERVER } from '#src/smart/launch/grant-context.entity.js';
import {
  needsEncounter,
  needsPatient,
  permittedScopes,
  scopesWithinRights,
  splitScope,
} from '#src/smart/scopes/known-scopes.js';
import { decidedScopes } from '#src/smart/scopes/decided-scopes.js';
import { parseSmartScope } from '#src/smart/scopes/smart-scope.js';
import { type AskedOfProvider, askedOfProvider } from './asked-of-provider.js';
import { Engine } from '../engine/engine.js';
import { EngineAccounts } from '../engine/engine-accounts.js';
import { InteractionNotActiveError } from '../errors.js';
import { asksForFhir, rightsOf, scopesToDecide } from './pending-scopes.js';
import { NEEDS_NEW_SIGN_IN, SELECT_ACCOUNT_PROMPT } from './policy/interaction-policy.js';
import { grantLifetime } from '../engine/lifetimes.js';
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

type Results = EngineResults & { launch_context?: LaunchContext };

/** The steps’ way to the engine: what is asked of the person, and what came of it. */
@Injectable()
export class InteractionSteps {
  constructor(
    private readonly engine: Engine,
    private readonly settings: Settings,
    private readonly fhirServers: FhirServers,
    private readonly accounts: EngineAccounts,
    private readonly contexts: GrantContextStore,
    private readonly store: ArtifactStore,
    private readonly signIns: SignInRecordStore,
    private readonly otherResources: OtherResources,
    private readonly released: ReleasedClaims,
  ) {}

  /** @throws InteractionNotActiveError when this browser has no such request pending. */
  async pending(request: IncomingMessage, response: ServerResponse): Promise<PendingRequest> {
    const interaction = await this.details(request, response);
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

  /**
   * The person is signed in. What was chosen and allowed in this request until now was somebody’s who signed in before,
   * and is asked again.
   *
   * @returns where to send the browser.
   */
  login(
    request: IncomingMessage,
    response: ServerResponse,
    login: { accountId: string; acr?: string; amr?: string[]; signInId: string },
  ): Promise<string> {
    const { signInId, ...engine } = login;
    // Bound to the session when the engine has made one of it; see session-sign-in.ts and bindSignIn.
    const result = {
      // Without the time the engine takes that of the last step: `auth_time` would move with every one, and a sign-in that
      // was ended meanwhile would look like a new one.
      login: { ...engine, ts: epochNow(), sign_in: signInId } as EngineResults['login'],
      [SELECT_ACCOUNT_PROMPT]: {},
    };
    return this.resume(request, response, result, { mergeWithLastSubmission: false });
  }

  /** The launch context is known. @returns where to send the browser. */
  launchContext(request: IncomingMessage, response: ServerResponse, context: LaunchContext): Promise<string> {
    return this.resume(request, response, { launch_context: context });
  }

  /**
   * The person allowed the app some of what it asked for. One new Grant per request, so that two launches never share a
   * launch context.
   *
   * @param allowed the clinical scopes that were allowed, some perhaps narrower than asked for; a scope that was asked
   * for and is not here is declined.
   * @returns where to send the browser.
   */
  async consent(request: IncomingMessage, response: ServerResponse, allowed: string[]): Promise<string> {
    const interaction = await this.details(request, response);
    const { prompt, params, session } = interaction;
    const pending = await this.pending(request, response);
    const { context, isPlain } = pending;
    const { granted, declined, narrower } = decidedScopes(
      pending.scopes,
      // Whatever a form says: nothing beyond what the person may decide on.
      scopesWithinRights(allowed, pending.offered.filter((scope) => parseSmartScope(scope)).join(' ')),
      context,
    );
    const wanted = prompt.details as {
      missingOIDCScope?: string[];
      missingOIDCClaims?: string[];
      missingResourceScopes?: Record<string, string[]>;
    };
    const lifetime = grantLifetime(this.settings, granted, isPlain);
    const grant = new this.engine.provider.Grant({
      accountId: session!.accountId,
      clientId: pending.client.clientId,
      expiresIn: lifetime,
      // The types leave out that a Grant may be given its lifetime.
    } as never);

    if (wanted.missingOIDCScope) grant.addOIDCScope(wanted.missingOIDCScope.join(' '));
    grant.addOIDCClaims(pending.claims);
    // By name, like scopes: what was only left out is asked for again, for ever.
    grant.rejectOIDCClaims(
      (wanted.missingOIDCClaims ?? []).filter((claim) => !pending.claims.includes(claim)),
    );
    for (const resource of Object.keys(wanted.missingResourceScopes ?? {})) {
      if (granted.length > 0) grant.addResourceScope(resource, granted.join(' '));
      // Declined scopes must be rejected by name: one that is merely left out is asked for again, for ever.
      if (declined.length > 0) grant.rejectResourceScope(resource, declined.join(' '));
    }
    const grantId = await grant.save();
    if (narrower.length > 0) {
      // The engine grants nothing that was not asked for: the request is made to ask for what was allowed instead.
      params.scope = [...splitScope(params.scope as string), ...narrower].join(' ');
      await interaction.save(interaction.exp - epochNow());
    }
    await this.contexts.save(grantId, {
      fhirServer: isPlain ? NO_FHIR_SERVER : pending.fhirServer!.name,
      context,
      sessionUid: granted.includes('offline_access') ? null : (session?.uid ?? null),
      madeInSession: session?.uid ?? null,
      accountId: session?.accountId ?? null,
      clientId: pending.client.clientId,
      signInId: pending.signInId ?? null,
      fhirUser: pending.fhirUser ? `${pending.fhirUser.resourceType}/${pending.fhirUser.resourceId}` : null,
      fhirUserServer: pending.fhirUser ? pending.fhirServer!.name : null,
      fhirUserEpoch: pending.fhirUser?.epoch ?? null,
      scope: granted.join(' '),
      expiresAt: epochNow() + lifetime,
    });
    // As long as the Grant lives, the provider must be able to end it.
    if (session?.uid) await this.signIns.keepUntil(session.uid, epochNow() + lifetime);
    return this.resume(request, response, { consent: { grantId } });
  }

  /** Back to the app with an OAuth error (RFC 6749 section 4.1.2.1). @returns where to send the browser. */
  refuse(
    request: IncomingMessage,
    response: ServerResponse,
    error: { error: string; error_description: string },
  ): Promise<string> {
    return this.resume(request, response, error);
  }

  /** The session as it is now: the request remembers whose it was, and not the sign-in. */
  private async signedIn(session: { uid?: string; accountId?: string } | undefined): Promise<SessionFacts> {
    if (session?.uid === undefined || session.accountId === undefined) return {};
    const { accountId, signInId } = ((await this.store.findByUid('Session', session.uid)) ??
      {}) as SessionFacts;
    return accountId === session.accountId ? { accountId, signInId } : {};
  }

  private async details(request: IncomingMessage, response: ServerResponse) {
    try {
      return await this.engine.provider.interactionDetails(request, response);
    } catch (error) {
      throw this.notActive(error);
    }
  }

  private async resume(
    request: IncomingMessage,
    response: ServerResponse,
    result: Results,
    options: { mergeWithLastSubmission?: boolean } = {},
  ): Promise<string> {
    try {
      const { provider } = this.engine;
      return await provider.interactionResult(request, response, result as EngineResults, options);
    } catch (error) {
      throw this.notActive(error);
    }
  }

  private notActive(error: unknown): unknown {
    return error instanceof errors.SessionNotFound
      ? new InteractionNotActiveError(error.error_description ?? error.message, error)
      : error;
  }
}
