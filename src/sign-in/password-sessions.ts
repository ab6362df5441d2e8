import { Injectable } from '@nestjs/common';
import type { Account } from '#src/accounts/account.entity.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { ClientRegistry } from '#src/clients/client-registry.js';
import { Settings } from '#src/config/settings/settings.js';
import { mayUsePassword } from './local-login-policy.js';

/**
 * `amr` of a sign-in by password here (RFC 8176). The second value is ours: `pwd` alone may be what an identity provider
 * says of its own passwords.
 */
export const PASSWORD_AMR = ['pwd', 'urn:wardkey:local'];

export function isByPassword(amr: readonly string[] | undefined): boolean {
  return amr?.includes(PASSWORD_AMR[1]!) ?? false;
}

/** What an identity provider says of its sign-in; that it happened here is not its to say. */
export function amrOfProvider(amr: readonly string[] | undefined): string[] | undefined {
  return amr?.filter((method) => method !== PASSWORD_AMR[1]);
}

/** Whether what a password opened is still open. */
@Injectable()
export class PasswordSessions {
  constructor(
    private readonly credentials: CredentialStore,
    private readonly clients: ClientRegistry,
    private readonly settings: Settings,
  ) {}

  /**
   * Whoever changes or removes a password means everybody who knew it, and whoever switches passwords off, for everybody,
   * an app or an account, means also those who came in by one before.
   *
   * @param signedIn how and when (seconds since 1970) the session began; of a sign-in at a provider nothing ends here.
   */
  async hasEnded(
    account: Account,
    clientId: string | undefined,
    signedIn: { amr?: string[]; at?: number },
  ): Promise<boolean> {
    if (!isByPassword(signedIn.amr)) return false;
    const credential = await this.credentials.find(account.id);
    if ((credential?.passwordChangedAt ?? 0) > (signedIn.at ?? 0)) return true;
    const question = {
      emailKey: account.emailKey,
      localLogin: credential?.localLogin,
      client: clientId === undefined ? undefined : await this.clients.find(clientId),
    };
    return mayUsePassword(question, this.settings) === 'disabled';
  }
}
