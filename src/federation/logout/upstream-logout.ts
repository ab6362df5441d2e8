import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { DataSource, MoreThan, type Repository } from 'typeorm';
import type { SignInRecord } from '#src/accounts/sign-ins/sign-in-record.entity.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { Settings } from '#src/config/settings/settings.js';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import { epochNow } from '#src/database/epoch-column.js';
import { FederationError } from '../errors.js';
import { IdentityProviders } from '../identity-providers.js';
import { LogoutAttempt } from './logout-attempt.entity.js';
import { ProviderMetadataSource } from '../connectors/openid-connect/metadata/provider-metadata.js';

/** Characters of an ID token that go into an address; with many groups it has 11,000, and proxies take 8 kB at most. */
const LONGEST_HINT = 4096;
/** Time enough for the provider’s own question whether to sign out. */
const LIFETIME_SECONDS = 600;

/** Signs people out at their provider after they signed out here (OpenID Connect RP-Initiated Logout 1.0). */
@Injectable()
export class UpstreamLogout {
  private readonly attempts: Repository<LogoutAttempt>;

  constructor(
    dataSource: DataSource,
    private readonly providers: IdentityProviders,
    private readonly metadata: ProviderMetadataSource,
    private readonly signIns: SignInRecordStore,
    private readonly settings: Settings,
  ) {
    this.attempts = dataSource.getRepository(LogoutAttempt);
  }

  /**
   * @param returnTo where the browser is to go in the end; checked by the caller.
   * @returns where to send the browser, or why the sign-out stays ours alone. Never throws for what the provider does:
   * here the person is signed out already.
   */
  async begin(
    signIn: SignInRecord & { scheme: string },
    returnTo: string,
  ): Promise<{ redirectTo: string } | { localOnly: string }> {
    const { scheme } = signIn;
    const provider = await this.providers.evenSwitchedOff(scheme);
    if (!provider) return { localOnly: `the provider ${scheme} is not there any more` };
    if (provider.logoutMethod !== 'singleSignout') return { localOnly: 'logoutMethod is localOnly' };
    let endpoint: string | undefined;
    try {
      ({ end_session_endpoint: endpoint } = await this.metadata.for(provider));
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      return { localOnly: `the provider ${scheme} does not answer: ${error.detail}` };
    }
    if (!endpoint) return { localOnly: `the provider ${scheme} has no end_session_endpoint` };
    const state = newHandle();
    await this.attempts.insert({
      stateHash: sha256(state),
      scheme,
      returnTo,
      expiresAt: epochNow() + LIFETIME_SECONDS,
    });
    const url = new URL(endpoint);
    const hint = this.signIns.idTokenOf(signIn);
    if (hint !== undefined && hint.length <= LONGEST_HINT) url.searchParams.set('id_token_hint', hint);
    else if (hint !== undefined) url.searchParams.set('logout_hint', personIn(hint));
    // The same as the hint’s audience, and needed without one.
    url.searchParams.set('client_id', provider.clientId);
    url.searchParams.set('post_logout_redirect_uri', this.returnUrl(scheme));
    url.searchParams.set('state', state);
    return { redirectTo: url.href };
  }

  /** @returns where the browser goes on to, once; undefined when no sign-out is under way for this state. */
  async complete(scheme: string, state: string | undefined): Promise<string | undefined> {
    if (!state) return undefined;
    const which = { stateHash: sha256(state), scheme };
    const attempt = await this.attempts.findOneBy({ ...which, expiresAt: MoreThan(epochNow()) });
    const used = attempt && (await this.attempts.delete(which)).affected === 1;
    return used ? attempt.returnTo : undefined;
  }

  /** The post-logout redirect URI to register at the provider. */
  returnUrl(scheme: string): string {
    return `${this.settings.issuer}/federation/${scheme}/signedout`;
  }
}

/** Who signs out, as the provider knows them (`logout_hint`, RP-Initiated Logout 1.0 section 2). Entra says what it reads: `login_hint`. */
function personIn(idToken: string): string {
  const { login_hint: loginHint, preferred_username: username, email, sub } = decodeJwt(idToken);
  return [loginHint, username, email, sub].find(
    (one): one is string => typeof one === 'string' && one !== '' && one.length <= 512,
  )!;
}
