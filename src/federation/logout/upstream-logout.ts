import { Injectable } from '@nestjs/common';
import { DataSource, MoreThan, type Repository } from 'typeorm';
import type { SignInRecord } from '#src/accounts/sign-ins/sign-in-record.entity.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { Settings } from '#src/config/settings/settings.js';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import { Clock } from '#src/clock/clock.js';
import { ConnectorRegistry } from '../connectors/registry.js';
import { FederationError } from '../errors.js';
import { IdentityProviders } from '../identity-providers.js';
import { LogoutAttempt } from './logout-attempt.entity.js';

/** Time enough for the person to answer the identity provider’s own question whether to sign out. */
const LIFETIME_SECONDS = 600;

/** Signs people out at their identity provider after they signed out here. */
@Injectable()
export class UpstreamLogout {
  private readonly attempts: Repository<LogoutAttempt>;

  constructor(
    dataSource: DataSource,
    private readonly providers: IdentityProviders,
    private readonly connectors: ConnectorRegistry,
    private readonly signIns: SignInRecordStore,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.attempts = dataSource.getRepository(LogoutAttempt);
  }

  /**
   * @param returnTo where the browser goes in the end; checked by the caller.
   * @returns where to send the browser, or why the person is signed out here only. Never throws because of the identity
   * provider: the person is signed out here already.
   */
  async begin(
    signIn: SignInRecord & { scheme: string },
    returnTo: string,
  ): Promise<{ redirectTo: string } | { localOnly: string }> {
    const { scheme } = signIn;
    const provider = await this.providers.evenSwitchedOff(scheme);
    if (!provider) return { localOnly: `the identity provider ${scheme} has been removed` };
    if (provider.logoutMethod !== 'singleSignout') return { localOnly: 'logoutMethod is localOnly' };
    const state = newHandle();
    const asked = { idToken: this.signIns.idTokenOf(signIn), returnUrl: this.returnUrl(scheme), state };
    let redirectTo: string | undefined;
    try {
      redirectTo = await this.connectors.for(provider).logoutAddress(asked);
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      return { localOnly: `the identity provider ${scheme} does not answer: ${error.detail}` };
    }
    if (!redirectTo) return { localOnly: `the identity provider ${scheme} has no end_session_endpoint` };
    await this.attempts.insert({
      stateHash: sha256(state),
      scheme,
      returnTo,
      expiresAt: this.clock.epoch() + LIFETIME_SECONDS,
    });
    return { redirectTo };
  }

  /** @returns where the browser goes on to, once; undefined when no sign-out is under way for this state. */
  async complete(scheme: string, state: string | undefined): Promise<string | undefined> {
    if (!state) return undefined;
    const which = { stateHash: sha256(state), scheme };
    const attempt = await this.attempts.findOneBy({ ...which, expiresAt: MoreThan(this.clock.epoch()) });
    const used = attempt && (await this.attempts.delete(which)).affected === 1;
    return used ? attempt.returnTo : undefined;
  }

  /** The post-logout redirect URI to register at the identity provider. */
  returnUrl(scheme: string): string {
    return `${this.settings.issuer}/federation/${scheme}/signedout`;
  }
}
