import { Injectable } from '@nestjs/common';
import { sha256 } from '#src/crypto/handle.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { EpochStore } from '#src/access/epoch.store.js';
import type { CallbackParameters, LoginRequest, RevalidationResult } from '../connectors/connector.js';
import { ConnectorRegistry } from '../connectors/registry.js';
import { FederationError } from '../errors.js';
import type { ExternalIdentity } from '../external-identity.js';
import { IdentityProviders } from '../identity-providers.js';
import { LoginAttemptStore } from './login-attempt.store.js';

/** How long a repeated answer waits for the outcome of the first one: about ten seconds, longer than sign-ins take. */
const LOOK_AGAIN_MS = [50, 100, 200, 400, 800, ...Array<number>(8).fill(1000)];

/** The two halves of a login at an identity provider, and the receipt of a posted answer between them. */
@Injectable()
export class FederatedLogin {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly attempts: LoginAttemptStore,
    private readonly connectors: ConnectorRegistry,
    private readonly epochs: EpochStore,
  ) {}

  /**
   * @param pending the request that waits for the login, and when it ends.
   * @returns the address at the identity provider to which the browser is sent.
   */
  async begin(
    provider: IdentityProviderSettings,
    pending: { uid: string; expiresAt: number },
    options: Omit<LoginRequest, 'state'> = {},
  ): Promise<string> {
    const { scheme } = provider;
    const destination = { interactionUid: pending.uid, scheme, expiresAt: pending.expiresAt };
    const state = this.attempts.newState(destination);
    const handoff = await this.connectors.for(provider).beginLogin({ state, ...options });
    await this.attempts.begin(state, { ...destination, memo: handoff.memo });
    return handoff.redirectTo;
  }

  /** The interaction that an identity provider's answer belongs to, if any, also when it is over. Uses nothing up. */
  interactionOf(scheme: string, state: string | undefined): string | undefined {
    const destination = state === undefined ? undefined : this.attempts.destinationOf(state);
    return destination?.scheme === scheme ? destination.interactionUid : undefined;
  }

  /** The scheme of the identity provider to which a `state` of this server was sent. */
  schemeOf(state: string | undefined): string | undefined {
    return state === undefined ? undefined : this.attempts.destinationOf(state)?.scheme;
  }

  /**
   * Takes an answer that the identity provider lets the browser post (form_post). The answer is kept until the browser
   * comes to the pending request’s own path. A post from another site does not carry this server’s cookies, so this
   * server does not yet know which browser it is.
   *
   * @returns the interaction that the answer belongs to, if any, and the parameters with which the browser goes on.
   */
  async receivePost(
    scheme: string,
    response: CallbackParameters,
  ): Promise<{ uid: string; goesOnWith: CallbackParameters } | undefined> {
    const uid = this.interactionOf(scheme, response.state);
    if (uid === undefined) return undefined;
    const attempt = await this.attempts.find(response.state!);
    if (attempt && !(await this.attempts.keepResponse(attempt, response))) return undefined;
    return { uid, goesOnWith: { state: response.state!, answer: hashOf(response) } };
  }

  /**
   * Verifies an identity provider's answer, once.
   *
   * @param interactionUid the interaction whose cookie this browser has: another browser's answer is refused.
   * @param permits whether people may come to the app of the request by this identity provider.
   * @param options `evenSwitchedOff`: for a test, by which nobody signs in here.
   * @throws FederationError
   */
  async complete(
    callback: CallbackParameters,
    interactionUid: string,
    permits: (provider: IdentityProviderSettings) => boolean,
    { evenSwitchedOff = false } = {},
  ): Promise<{ identity: ExternalIdentity; provider: IdentityProviderSettings }> {
    try {
      return await this.completeOnce(callback, interactionUid, permits, evenSwitchedOff);
    } catch (error) {
      throw error instanceof FederationError ? error.atProvider(this.schemeOf(callback.state)) : error;
    }
  }

  private async completeOnce(
    callback: CallbackParameters,
    interactionUid: string,
    permits: (provider: IdentityProviderSettings) => boolean,
    evenSwitchedOff: boolean,
  ): Promise<{ identity: ExternalIdentity; provider: IdentityProviderSettings }> {
    const attempt = callback.state ? await this.attempts.find(callback.state) : undefined;
    if (!attempt || attempt.interactionUid !== interactionUid) {
      throw notActive('the state is unknown or expired, or it belongs to another browser');
    }
    const provider = evenSwitchedOff
      ? await this.providers.evenSwitchedOff(attempt.scheme)
      : await this.providers.withScheme(attempt.scheme);
    // Checked here too, not only at the button, so that switching an identity provider off stops logins under way.
    if (!provider)
      throw notActive(`the identity provider ${attempt.scheme} has been removed or switched off`);
    if (!permits(provider))
      throw notActive(`the app does not permit sign-ins at the identity provider ${attempt.scheme}`);
    const response = this.attempts.responseOf(attempt) ?? callback;
    if (hashOf(response) !== hashOf(callback)) throw notActive('another answer was posted before');
    const memo = await this.attempts.consume(attempt, hashOf(response));
    if (!memo) throw notActive('the state was used before');
    // Counted before the identity provider is asked: a person who signs out there from now on must not get in by its
    // answer.
    const signOutsBefore = await this.epochs.signOuts();
    const identity = await this.connectors.for(provider).completeLogin(response, memo);
    return { identity: { ...identity, signOutsBefore }, provider };
  }

  /** Stores where an answer led, or how it ended. */
  async settle({ state }: CallbackParameters, outcome: object): Promise<void> {
    await this.attempts.settle(state!, outcome);
  }

  /**
   * What this same answer led to when it came before: by a second click, by the browser’s Back button, or by a repeated
   * request. If the first one is still being handled, this waits for it.
   *
   * @returns undefined when the answer did not come before. `outcome` is what was stored; absent when nothing was
   * stored in time.
   */
  async earlier(
    callback: CallbackParameters,
    interactionUid: string,
  ): Promise<{ outcome?: object } | undefined> {
    for (const pause of LOOK_AGAIN_MS) {
      const attempt = callback.state ? await this.attempts.find(callback.state) : undefined;
      if (attempt?.interactionUid !== interactionUid || attempt.answerHash !== hashOf(callback))
        return undefined;
      if (attempt.outcome !== null) return { outcome: JSON.parse(attempt.outcome) as object };
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return {};
  }

  /**
   * Asks an identity provider whether it still lets in a person who signed in there before.
   *
   * @param asked the refresh token that the identity provider gave then, and the person's subject.
   * @throws FederationError when it does not say.
   */
  askAgain(
    provider: IdentityProviderSettings,
    asked: { refreshToken: string; subject: string },
  ): Promise<RevalidationResult> {
    return this.connectors.for(provider).askAgain(asked);
  }
}

/** The hash by which two answers are the same. For a posted answer the browser carries only this hash. */
function hashOf({ answer, code, id_token: idToken, error }: CallbackParameters): string {
  const said = [code, idToken, error].map((one) => one ?? null);
  return answer !== undefined && said.every((one) => one === null) ? answer : sha256(JSON.stringify(said));
}

function notActive(detail: string): FederationError {
  return new FederationError({ code: 'login_not_active', step: 'state_validate', detail });
}
