import { Injectable } from '@nestjs/common';
import { PROVIDER_REFRESH_TOKEN_PURPOSE } from '#src/accounts/federated-identity.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { Settings } from '#src/config/settings/settings.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { Clock } from '#src/clock/clock.js';
import { FederationError } from '#src/federation/errors.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { FederatedLogin } from '#src/federation/login/federated-login.js';
import { issuersOf } from '#src/federation/issuer-ownership.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { noted, type Trail } from '../decision/trail.js';
import { Withdrawal } from './withdrawal.js';

/**
 * Asks the identity provider from time to time, without a sign-in, whether a person may still sign in there. Keycloak,
 * Entra and others send no message when a person is disabled. Their refusal of a refresh token is the only sign (OpenID
 * Connect Core section 12, RFC 6749 section 5.2).
 */
@Injectable()
export class ProviderRevalidation {
  private readonly underWay = new Map<string, Promise<RevalidationAnswer>>();

  constructor(
    private readonly settings: Settings,
    private readonly accounts: AccountStore,
    private readonly providers: IdentityProviderDefinitions,
    private readonly federatedLogin: FederatedLogin,
    private readonly secretBox: SecretBox,
    private readonly withdrawal: Withdrawal,
    private readonly clock: Clock,
  ) {}

  /** Stores the refresh token of a sign-in, if the settings say that the identity provider is asked later. */
  async keep(
    linkId: string,
    { issuer, subject, refreshToken }: ExternalIdentity,
    provider: IdentityProviderSettings,
  ): Promise<void> {
    const { revalidateMinutes, scheme, clientId } = provider;
    if (revalidateMinutes === undefined || refreshToken === undefined) return;
    const kept: Kept = { refreshToken, issuer, subject, scheme, clientId, revalidateMinutes };
    await this.accounts.keepRefreshToken(linkId, this.seal(kept));
  }

  /**
   * @returns `ended` when the identity provider does not let the person sign in any more. All access that came of the
   * link has then ended.
   * @throws FederationError when a check is due, the identity provider does not answer, and its last answer is too old
   * or the settings do not allow using it (`fhirUser.whenUnavailable`, `fhirUser.keepKnownHours`).
   */
  check(linkId: string): Promise<RevalidationAnswer> {
    // Parallel requests wait for the same answer, so that none goes on just because another has already asked.
    const underWay = this.underWay.get(linkId);
    if (underWay) return underWay;
    const answer = this.ask(linkId).finally(() => this.underWay.delete(linkId));
    this.underWay.set(linkId, answer);
    return answer;
  }

  private async ask(linkId: string): Promise<RevalidationAnswer> {
    const link = await this.accounts.linkById(linkId);
    if (!link?.sealedRefreshToken || link.providerCheckedAt === null) return 'fresh';
    const kept = JSON.parse(
      this.secretBox.open(PROVIDER_REFRESH_TOKEN_PURPOSE, link.sealedRefreshToken),
    ) as Kept;
    const provider = await this.providerOf(kept);
    // An identity provider whose settings no longer want this is not asked. One that was removed cannot be asked, which
    // counts as a failure.
    if (provider && provider.revalidateMinutes === undefined) return 'fresh';
    const { revalidateMinutes } = provider ?? kept;
    const now = this.clock.epoch();
    const age = now - link.providerCheckedAt;
    if (age < revalidateMinutes! * 60) return 'fresh';
    // Only one process asks. The refresh token may work only once, and a second use would look like theft.
    if (!(await this.accounts.changeProviderCheck(link, { providerCheckedAt: now }))) return 'fresh';
    const asking = { ...link, providerCheckedAt: now };
    try {
      if (!provider) throw gone(kept.scheme);
      const answer = await this.federatedLogin.askAgain(provider, kept);
      if (answer.still) {
        if (answer.refreshToken !== undefined) {
          const sealedRefreshToken = this.seal({ ...kept, refreshToken: answer.refreshToken });
          await this.accounts.changeProviderCheck(asking, { sealedRefreshToken });
        }
        return 'confirmed';
      }
      // If the person has signed in there again meanwhile, the access stays, whatever happens to the older token.
      if (!(await this.accounts.changeProviderCheck(asking, { sealedRefreshToken: null }))) return 'fresh';
      await this.withdrawal.end(link, link.scheme, 'ended_by_provider');
      return 'ended';
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      await this.accounts.changeProviderCheck(asking, { providerCheckedAt: link.providerCheckedAt });
      const { whenUnavailable, keepKnownHours } = this.settings.fhirUser;
      const oldest = revalidateMinutes! * 60 + keepKnownHours * 3600;
      if (whenUnavailable === 'keepKnown' && age < oldest) return 'fresh';
      throw error;
    }
  }

  /** The identity provider where this server is the client that got the refresh token, whatever its scheme is now. */
  private async providerOf({ issuer, clientId }: Kept): Promise<IdentityProviderSettings | undefined> {
    return (await this.providers.usable()).find(
      (one) => one.clientId === clientId && issuersOf(one).includes(issuer),
    );
  }

  private seal(kept: Kept): string {
    return this.secretBox.seal(PROVIDER_REFRESH_TOKEN_PURPOSE, JSON.stringify(kept));
  }
}

/**
 * A refresh token, the person it belongs to, and the identity provider that issued it. It is never sent to another one.
 */
interface Kept {
  refreshToken: string;
  issuer: string;
  subject: string;
  scheme: string;
  clientId: string;
  revalidateMinutes: number;
}

type RevalidationAnswer = 'fresh' | 'confirmed' | 'ended';

function gone(scheme: string): FederationError {
  const detail = `the identity provider ${scheme}, at which the person signed in, is no longer configured`;
  return new FederationError({ code: 'provider_unreachable', step: 'token_exchange', detail });
}

/** The trail entry for an identity provider that is to be asked later but issued no refresh token. */
export function cannotBeAskedLater(
  refreshToken: string | undefined,
  provider: IdentityProviderSettings,
): Trail {
  if (provider.revalidateMinutes === undefined || refreshToken !== undefined) return [];
  const finding =
    'the identity provider issued no refresh token, so this server cannot ask it later whether the person may still sign in (revalidateMinutes); most identity providers require offline_access in scope';
  return [noted('provider.refreshToken', finding)];
}
