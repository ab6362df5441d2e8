import { Injectable } from '@nestjs/common';
import { AccountStore } from '#src/accounts/account.store.js';
import { Settings } from '#src/config/settings/settings.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { epochNow } from '#src/clock/clock.js';
import { FederationError } from '#src/federation/errors.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { FederatedLogin } from '#src/federation/login/federated-login.js';
import { issuersOf } from '#src/federation/issuer-ownership.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { noted, type Trail } from '../decision/trail.js';
import { Withdrawal } from './withdrawal.js';

const PURPOSE = 'provider-refresh-token';

/**
 * Asks the identity provider, now and then while nobody signs in, whether it still lets a person in. Keycloak, Entra and
 * others tell nobody when somebody is disabled; their refusal of a refresh token is the only sign (OpenID Connect Core
 * section 12, RFC 6749 section 5.2).
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
  ) {}

  /** Keeps what a provider gave at a sign-in, where it is to be asked later. */
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
   * @returns `ended` when the provider does not let the person in any more; what came of the link has ended then.
   * @throws FederationError when it is time to ask, the provider does not say, and what it said is too old or not to be
   * relied on (`fhirUser.whenUnavailable`, `fhirUser.keepKnownHours`).
   */
  check(linkId: string): Promise<RevalidationAnswer> {
    // Parallel requests wait for one answer: nobody goes on only because somebody else has asked.
    const underWay = this.underWay.get(linkId);
    if (underWay) return underWay;
    const answer = this.ask(linkId).finally(() => this.underWay.delete(linkId));
    this.underWay.set(linkId, answer);
    return answer;
  }

  private async ask(linkId: string): Promise<RevalidationAnswer> {
    const link = await this.accounts.linkById(linkId);
    if (!link?.sealedRefreshToken || link.providerCheckedAt === null) return 'fresh';
    const kept = JSON.parse(this.secretBox.open(PURPOSE, link.sealedRefreshToken)) as Kept;
    const provider = await this.providerOf(kept);
    // A provider whose settings do not ask for this any more is not asked. One that was removed cannot be: that is a failure.
    if (provider && provider.revalidateMinutes === undefined) return 'fresh';
    const { revalidateMinutes } = provider ?? kept;
    const now = epochNow();
    const age = now - link.providerCheckedAt;
    if (age < revalidateMinutes! * 60) return 'fresh';
    // Only one process asks: the token may work once, and using it a second time would look like theft.
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
      // Who has signed in there again meanwhile is let in, whatever becomes of the older token.
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

  /** The provider as the client that was given the refresh token, whatever its scheme is now. */
  private async providerOf({ issuer, clientId }: Kept): Promise<IdentityProviderSettings | undefined> {
    return (await this.providers.usable()).find(
      (one) => one.clientId === clientId && issuersOf(one).includes(issuer),
    );
  }

  private seal(kept: Kept): string {
    return this.secretBox.seal(PURPOSE, JSON.stringify(kept));
  }
}

/** A refresh token, whose it is, and which provider gave it: it is sent to no other. */
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
  const detail = `the provider ${scheme} that let the person in is not set up any more`;
  return new FederationError({ code: 'provider_unreachable', step: 'token_exchange', detail });
}

/** What to write down where the provider is to be asked later, and gave nothing to ask with. */
export function cannotBeAskedLater(
  refreshToken: string | undefined,
  provider: IdentityProviderSettings,
): Trail {
  if (provider.revalidateMinutes === undefined || refreshToken !== undefined) return [];
  const finding =
    'the provider gave no refresh token, so it cannot be asked later whether it still lets the person in (revalidateMinutes); most want offline_access in scope';
  return [noted('provider.refreshToken', finding)];
}
