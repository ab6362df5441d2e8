import { Injectable } from '@nestjs/common';
import { AccountStore } from '#src/accounts/account.store.js';
import { Settings } from '#src/config/settings/settings.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { epochNow } from '#src/database/epoch-column.js';
import { FederationError } from '#src/federation/errors.js';
import { FederatedLogin } from '#src/federation/federated-login.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import type { TrailStep } from './decision.js';
import { Withdrawal } from './withdrawal.js';

const PURPOSE = 'provider-refresh-token';

/**
 * Asks the identity provider, now and then while nobody signs in, whether it still lets a person in. Keycloak, Entra and
 * others tell nobody when somebody is disabled; their refusal of a refresh token is the only sign (OpenID Connect Core
 * section 12, RFC 6749 section 5.2).
 */
@Injectable()
export class ProviderRevalidation {
  constructor(
    private readonly settings: Settings,
    private readonly accounts: AccountStore,
    private readonly providers: IdentityProviders,
    private readonly federatedLogin: FederatedLogin,
    private readonly secretBox: SecretBox,
    private readonly withdrawal: Withdrawal,
  ) {}

  /** Keeps what a provider gave at a sign-in, where it is to be asked later. */
  async keep(
    linkId: string,
    refreshToken: string | undefined,
    provider: IdentityProviderSettings,
  ): Promise<void> {
    if (provider.revalidateMinutes === undefined || refreshToken === undefined) return;
    await this.accounts.keepRefreshToken(linkId, this.secretBox.seal(PURPOSE, refreshToken));
  }

  /**
   * @returns `ended` when the provider does not let the person in any more; what came of the link has ended then.
   * @throws FederationError when it is time to ask, the provider does not say, and what it said is too old or not to be
   * relied on (`fhirUser.whenUnavailable`, `fhirUser.keepKnownHours`).
   */
  async check(linkId: string): Promise<'fresh' | 'confirmed' | 'ended'> {
    const link = await this.accounts.linkById(linkId);
    const provider = link && (await this.providers.evenSwitchedOff(link.scheme));
    if (!provider?.revalidateMinutes || !link?.sealedRefreshToken || link.providerCheckedAt === null)
      return 'fresh';
    const now = epochNow();
    const age = now - link.providerCheckedAt;
    if (age < provider.revalidateMinutes * 60) return 'fresh';
    // One asks, in whichever process; with a token that is used once, a second question would look like theft.
    if (!(await this.accounts.changeProviderCheck(link, { providerCheckedAt: now }))) return 'fresh';
    const asking = { ...link, providerCheckedAt: now };
    try {
      const refreshToken = this.secretBox.open(PURPOSE, link.sealedRefreshToken);
      const answer = await this.federatedLogin.askAgain(provider, refreshToken);
      if (answer.still) {
        if (answer.refreshToken !== undefined) {
          const sealedRefreshToken = this.secretBox.seal(PURPOSE, answer.refreshToken);
          await this.accounts.changeProviderCheck(asking, { sealedRefreshToken });
        }
        return 'confirmed';
      }
      // Who has signed in there again meanwhile is let in, whatever becomes of the older token.
      if (!(await this.accounts.changeProviderCheck(asking, { sealedRefreshToken: null }))) return 'fresh';
      await this.withdrawal.end(link, link.scheme, 'ended_by_provider');
      return 'ended';
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      await this.accounts.changeProviderCheck(asking, { providerCheckedAt: link.providerCheckedAt });
      const { whenUnavailable, keepKnownHours } = this.settings.fhirUser;
      const oldest = provider.revalidateMinutes * 60 + keepKnownHours * 3600;
      if (whenUnavailable === 'keepKnown' && age < oldest) return 'fresh';
      throw error;
    }
  }
}

/** What to write down where the provider is to be asked later, and gave nothing to ask with. */
export function cannotBeAskedLater(
  refreshToken: string | undefined,
  provider: IdentityProviderSettings,
): TrailStep[] {
  if (provider.revalidateMinutes === undefined || refreshToken !== undefined) return [];
  const finding =
    'the provider gave no refresh token, so it cannot be asked later whether it still lets the person in (revalidateMinutes); most want offline_access in scope';
  return [{ step: 'provider.refreshToken', finding, mark: 'noted' }];
}
