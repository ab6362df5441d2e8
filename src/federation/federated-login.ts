import { Injectable } from '@nestjs/common';
import { newHandle } from '#src/crypto/handle.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { EpochStore } from '#src/revocation/epoch.store.js';
import { Egress } from '#src/http/egress.js';
import type { CallbackParameters, Connector, StillThere } from './connectors/connector.js';
import { OpenIdConnectConnector } from './connectors/openid-connect/openid-connect.connector.js';
import { FederationError } from './errors.js';
import type { ExternalIdentity } from './external-identity.js';
import { IdTokenVerifier } from './id-token-verifier.js';
import { IdentityProviders } from './identity-providers.js';
import { LoginAttemptStore } from './login-attempt.store.js';
import { ProviderMetadataSource } from './provider-metadata.js';

/** The two halves of a login at an identity provider, and the doorway between them. */
@Injectable()
export class FederatedLogin {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly attempts: LoginAttemptStore,
    private readonly metadata: ProviderMetadataSource,
    private readonly verifier: IdTokenVerifier,
    private readonly egress: Egress,
    private readonly epochs: EpochStore,
  ) {}

  /** @returns the address at the provider to send the browser to. */
  async begin(
    provider: IdentityProviderSettings,
    interactionUid: string,
    options: { prompt?: string; loginHint?: string } = {},
  ): Promise<string> {
    const state = newHandle();
    const handoff = await this.connector(provider).beginLogin({ state, ...options });
    await this.attempts.begin(state, { interactionUid, scheme: provider.scheme, memo: handoff.memo });
    return handoff.redirectTo;
  }

  /** The interaction a provider's answer belongs to, if any; spends nothing. */
  async interactionOf(scheme: string, state: string | undefined): Promise<string | undefined> {
    if (!state) return undefined;
    const attempt = await this.attempts.find(state);
    return attempt?.scheme === scheme ? attempt.interactionUid : undefined;
  }

  /**
   * Takes in an answer that the provider let the browser post (form_post). It is kept until the browser comes to the
   * pending request’s own path: a post from another site does not carry our cookies, so here nobody is known yet.
   *
   * @returns the interaction it belongs to, if any.
   */
  async receivePost(scheme: string, response: CallbackParameters): Promise<string | undefined> {
    const attempt = response.state ? await this.attempts.find(response.state) : undefined;
    if (!attempt || attempt.scheme !== scheme) return undefined;
    return (await this.attempts.keepResponse(attempt, response)) ? attempt.interactionUid : undefined;
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
    const attempt = callback.state ? await this.attempts.find(callback.state) : undefined;
    if (!attempt || attempt.interactionUid !== interactionUid) {
      throw notActive('the state is unknown, expired, or another browser’s');
    }
    const provider = await this.providers.withScheme(attempt.scheme);
    // Asked again here, not only at the button: switching a provider off stops logins under way.
    if (!provider) throw notActive(`the provider ${attempt.scheme} is not there any more or switched off`);
    if (!permits(provider)) throw notActive(`the app may not be reached by the provider ${attempt.scheme}`);
    const response = this.attempts.responseOf(attempt) ?? callback;
    const memo = await this.attempts.consume(attempt);
    if (!memo)
      throw this.attempts.isUnsettled(attempt)
        ? interrupted(attempt.scheme)
        : notActive('the state was used before');
    try {
      // Before: whoever signs out there from now on must not come in by what it says next.
      const signOutsBefore = await this.epochs.signOuts();
      const identity = await this.connector(provider).completeLogin(response, memo);
      return { identity: { ...identity, signOutsBefore }, provider };
    } catch (error) {
      await this.attempts.settle(attempt);
      if (error instanceof FederationError) error.scheme = provider.scheme;
      throw error;
    }
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
    return this.connector(provider).askAgain(asked);
  }

  private connector(provider: IdentityProviderSettings): Connector {
    return new OpenIdConnectConnector(
      provider,
      this.providers.callbackUrl(provider),
      this.metadata,
      this.verifier,
      this.egress,
    );
  }
}

function notActive(detail: string): FederationError {
  return new FederationError({ code: 'login_not_active', step: 'state_validate', detail });
}

function interrupted(scheme: string): FederationError {
  const detail = 'the state was used, and its sign-in has not come to an end';
  const error = new FederationError({ code: 'login_interrupted', step: 'state_validate', detail });
  error.scheme = scheme;
  return error;
}
