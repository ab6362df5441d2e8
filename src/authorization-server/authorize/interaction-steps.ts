import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { errors, type InteractionResults as EngineResults } from 'oidc-provider';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { Settings } from '#src/config/settings/settings.js';
import { Clock } from '#src/clock/clock.js';
import { GrantContextStore } from '#src/access/grant-context.store.js';
import type { LaunchContext } from '#src/access/granted-launch-context.js';
import { NO_FHIR_SERVER } from '#src/access/grant-context.entity.js';
import { scopesWithinRights, splitScope } from '#src/smart/scopes/known-scopes.js';
import { decidedScopes } from '#src/smart/scopes/decided-scopes.js';
import { parseSmartScope } from '#src/smart/scopes/smart-scope.js';
import { Engine } from '../engine/engine.js';
import { InteractionNotActiveError } from '../errors.js';
import { SELECT_ACCOUNT_PROMPT } from './policy/interaction-policy.js';
import { grantLifetime } from '../engine/lifetimes.js';
import { type Interaction, type PendingRequest, PendingRequests, type Results } from './pending-request.js';

/**
 * What the pages use to reach the engine: they read the pending request here, and hand over what the person decided.
 */
@Injectable()
export class InteractionSteps {
  /** The engine’s interaction that each pending request was read from. So one HTTP request reads it once. */
  private readonly interactions = new WeakMap<PendingRequest, Interaction>();

  constructor(
    private readonly engine: Engine,
    private readonly settings: Settings,
    private readonly requests: PendingRequests,
    private readonly contexts: GrantContextStore,
    private readonly signIns: SignInRecordStore,
    private readonly clock: Clock,
  ) {}

  /** @throws InteractionNotActiveError when this browser has no such pending request. */
  async pending(request: IncomingMessage, response: ServerResponse): Promise<PendingRequest> {
    const interaction = await this.details(request, response);
    const pending = await this.requests.read(interaction);
    this.interactions.set(pending, interaction);
    return pending;
  }

  /**
   * The person has signed in. What was chosen and allowed in this request until now may come from another person who
   * was signed in before, so it is dropped and asked again.
   *
   * @returns where to send the browser.
   */
  login(
    request: IncomingMessage,
    response: ServerResponse,
    login: { accountId: string; acr?: string; amr?: string[]; signInId: string },
  ): Promise<string> {
    const { signInId, ...engine } = login;
    // The sign-in is bound to the session once the engine has made the session: see session-sign-in.ts and bindSignIn.
    const result = {
      // Without `ts` the engine takes the time of the last step. Then `auth_time` would move with every step, and a
      // sign-in that was ended meanwhile would look like a new one.
      login: { ...engine, ts: this.clock.epoch(), sign_in: signInId } as EngineResults['login'],
      [SELECT_ACCOUNT_PROMPT]: {},
    };
    return this.resume(request, response, result, { mergeWithLastSubmission: false });
  }

  /** The launch context is known. @returns where to send the browser. */
  launchContext(request: IncomingMessage, response: ServerResponse, context: LaunchContext): Promise<string> {
    return this.resume(request, response, { launch_context: context });
  }

  /**
   * The person allowed the app some of what it asked for. Each request makes one new Grant, so that two launches never
   * share a launch context.
   *
   * @param pending as read in this same HTTP request.
   * @param allowed the clinical scopes that the person allowed. Some may be narrower than asked for. A scope that the
   * app asked for and that is missing here is declined.
   * @returns where to send the browser.
   */
  async consent(
    request: IncomingMessage,
    response: ServerResponse,
    pending: PendingRequest,
    allowed: string[],
  ): Promise<string> {
    const interaction = this.interactions.get(pending)!;
    const { prompt, params, session } = interaction;
    const { context, isPlain } = pending;
    const { granted, declined, narrower } = decidedScopes(
      pending.scopes,
      // The form may have been manipulated: nothing is granted beyond what the person may decide on.
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
      // The types do not know that a Grant can be given a lifetime.
    } as never);

    if (wanted.missingOIDCScope) grant.addOIDCScope(wanted.missingOIDCScope.join(' '));
    grant.addOIDCClaims(pending.claims);
    // Declined claims are rejected by name, like scopes. The engine would ask again and again for a claim that is only
    // left out.
    grant.rejectOIDCClaims(
      (wanted.missingOIDCClaims ?? []).filter((claim) => !pending.claims.includes(claim)),
    );
    for (const resource of Object.keys(wanted.missingResourceScopes ?? {})) {
      if (granted.length > 0) grant.addResourceScope(resource, granted.join(' '));
      // Declined scopes are rejected by name, too, for the same reason.
      if (declined.length > 0) grant.rejectResourceScope(resource, declined.join(' '));
    }
    const grantId = await grant.save();
    if (narrower.length > 0) {
      // The engine grants nothing that the request does not ask for. So the narrower scopes are added to the request.
      params.scope = [...splitScope(params.scope as string), ...narrower].join(' ');
      await interaction.save(interaction.exp - this.clock.epoch());
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
      expiresAt: this.clock.epoch() + lifetime,
    });
    // The identity provider must be able to end this Grant as long as it lives, so the sign-in record is kept that
    // long.
    if (session?.uid) await this.signIns.keepUntil(session.uid, this.clock.epoch() + lifetime);
    return this.resume(request, response, { consent: { grantId } });
  }

  /**
   * Sends the browser back to the app with an OAuth error (RFC 6749 section 4.1.2.1). @returns where to send the
   * browser.
   */
  refuse(
    request: IncomingMessage,
    response: ServerResponse,
    error: { error: string; error_description: string },
  ): Promise<string> {
    return this.resume(request, response, error);
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
