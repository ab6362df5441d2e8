import { Injectable } from '@nestjs/common';
import { sha256 } from '#src/crypto/handle.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { EpochStore } from '#src/access/epoch.store.js';
import type { CallbackParameters, LoginRequest, StillThere } from '../connectors/connector.js';
import { ConnectorRegistry } from '../connectors/registry.js';
import { FederationError } from '../errors.js';
import type { ExternalIdentity } from '../external-identity.js';
import { IdentityProviders } from '../identity-providers.js';
import { LoginAttemptStore } from './login-attempt.store.js';

/** How an answer that comes twice waits for its first time: some ten seconds, longer than sign-ins take. */
const LOOK_AGAIN_MS = [50, 100, 200, 400, 800, ...Array<number>(8).fill(1000)];

/** The two halves of a login at an identity provider, and the doorway between them. */
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
   * @returns the address at the provider to send the browser to.
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

  /** The interaction a provider's answer belongs to, if any, also when it is over; spends nothing. */
  interactionOf(scheme: string, state: string | undefined): string | undefined {
    const destination = state === undefined ? undefined : this.attempts.destinationOf(state);
    return destination?.scheme === scheme ? destination.interactionUid : undefined;
  }

  /** The provider that a `state` of ours was sent to. */
  schemeOf(state: string | undefined): string | undefined {
    return state === undefined ? undefined : this.attempts.destinationOf(state)?.scheme;
  }

  /**
   * Takes in an answer that the provider let the browser post (form_post). It is kept until the browser comes to the
   * pending request’s own path: a post from another site does not carry our cookies, so here nobody is known yet.
   *
   * @returns the interaction it belongs to, if any, and what the browser is to go on with.
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
   * Verifies a provider's answer, once.
   *
   * @param interactionUid the interaction whose cookie this browser holds: another browser's answer is refused.
   * @param permits whether the app of the request may be reached by a provider.
   * @throws FederationError
   */
  async complete(
    callback: CallbackParameters,
    interactionUid: string,
    permits: (provider: IdentityProviderSettings) => boolean,
  ): Promise<{ identity: ExternalIdentity; provider: IdentityProviderSettings }> {
    try {
      return await this.completeOnce(callback, interactionUid, permits);
    } catch (error) {
      throw error instanceof FederationError ? error.atProvider(this.schemeOf(callback.state)) : error;
    }
  }

  private async completeOnce(
    callback: CallbackParameters,
    interactionUid: string,
    permits: (provider: IdentityProviderSettings) => boolean,
  ): Promise<{ identity: ExternalIdentity; provider: IdentityProviderSettings }> {
    const attempt = callback.state ? await this.attempts.find(callback.state) : undefined;
    if (!attempt || attempt.interactionUid !== interactionUid) {
      throw notActive('the state is unknown, expired, or another browser’s');
    }
    const provider = await this.providers.withScheme(attempt.scheme);
    // Asked again here, not only at the button: switching a provider off stops logins under way.
    if (!provider) throw notActive(`the provider ${attempt.scheme} is not there any more or switched off`);
    if (!permits(provider)) throw notActive(`the app may not be reached by the provider ${attempt.scheme}`);
    const response = this.attempts.responseOf(attempt) ?? callback;
    if (hashOf(response) !== hashOf(callback)) throw notActive('another answer was posted before');
    const memo = await this.attempts.consume(attempt, hashOf(response));
    if (!memo) throw notActive('the state was used before');
    // Before: whoever signs out there from now on must not come in by what it says next.
    const signOutsBefore = await this.epochs.signOuts();
    const identity = await this.connectors.for(provider).completeLogin(response, memo);
    return { identity: { ...identity, signOutsBefore }, provider };
  }

  /** Notes where an answer led, or with what it ended. */
  async settle({ state }: CallbackParameters, outcome: object): Promise<void> {
    await this.attempts.settle(state!, outcome);
  }

  /**
   * What became of this very answer when it came before: a second click, the browser’s Back, a request that is repeated.
   * One that is still being looked at is waited for.
   *
   * @returns undefined where it did not come before. `outcome` is what was noted; absent when nothing was in time.
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
   * Asks a provider whether it still lets somebody in who signed in there before.
   *
   * @param asked the refresh token that the provider gave then, and whose it is.
   * @throws FederationError when it does not say.
   */
  askAgain(
    provider: IdentityProviderSettings,
    asked: { refreshToken: string; subject: string },
  ): Promise<StillThere> {
    return this.connectors.for(provider).askAgain(asked);
  }
}

/** What makes two answers the same one; of a posted one the browser carries this only. */
function hashOf({ answer, code, id_token: idToken, error }: CallbackParameters): string {
  const said = [code, idToken, error].map((one) => one ?? null);
  return answer !== undefined && said.every((one) => one === null) ? answer : sha256(JSON.stringify(said));
}

function notActive(detail: string): FederationError {
  return new FederationError({ code: 'login_not_active', step: 'state_validate', detail });
}
