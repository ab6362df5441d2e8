import { Injectable } from '@nestjs/common';
import type { PendingRequest } from '#src/authorization-server/authorize/pending-request.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { newReference } from '#src/crypto/handle.js';
import { FederationError } from '#src/federation/errors.js';
import { FederatedLogin } from '#src/federation/login/federated-login.js';
import { FailedLogin, type Step } from './failed-login.js';

/** Sends browsers to an identity provider. */
@Injectable()
export class Departure {
  constructor(
    private readonly federatedLogin: FederatedLogin,
    private readonly failed: FailedLogin,
  ) {}

  /**
   * Sends the browser to an identity provider. When that fails, it shows why.
   *
   * @param asked what the person chose; what the app asked for is used where the person chose nothing.
   */
  async to(
    provider: IdentityProviderSettings,
    step: Step,
    asked: { prompt?: string; loginHint?: string } = {},
  ): Promise<void> {
    const { pending, response } = step;
    try {
      const ofApp = pending.asksForLogin ? 'login' : pending.asksForAccount ? 'select_account' : undefined;
      const prompt = asked.prompt ?? ofApp;
      const loginHint = asked.loginHint ?? forwardedHint(pending, provider);
      const { uiLocales, acr } = pending.asked;
      const wishes = { prompt, loginHint, uiLocales, acr };
      response.redirect(303, await this.federatedLogin.begin(provider, pending, wishes));
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      const failed = error.atProvider(provider.scheme);
      await this.failed.show(await this.failed.atProvider(failed, step, newReference()), step);
    }
  }
}

/**
 * The app’s `login_hint`, where the settings allow passing it on to the identity provider. Only a text that looks like
 * a name or an address is passed on.
 */
function forwardedHint(
  { asked: { loginHint } }: PendingRequest,
  provider: IdentityProviderSettings,
): string | undefined {
  const isSound = loginHint !== undefined && /^[^\p{C}\p{Z}]{1,320}$/u.test(loginHint);
  return provider.forwardLoginHint && isSound ? loginHint : undefined;
}
