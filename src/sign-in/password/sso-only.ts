import { Injectable } from '@nestjs/common';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import type { LocalLogin } from '#src/accounts/credentials/account-credential.entity.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { emailKey } from '#src/accounts/email-key.js';
import { AuditLog } from '#src/audit/audit-log.js';
import type { ConfigurationProblem } from '#src/config/problems.js';
import { Settings } from '#src/config/settings/settings.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { SsoOnlyTooEarlyError } from '../errors.js';
import { isBreakGlass } from './local-login-policy.js';

/** How many names a message lists. The rest are only counted. */
const NAMED = 20;
const MOST_ACCOUNTS = 10_000;

/**
 * Switches passwords off, for all people, for an app or for an account, but not before it is known that another way in
 * works.
 */
@Injectable()
export class SsoOnly {
  constructor(
    private readonly settings: Settings,
    private readonly accounts: AccountStore,
    private readonly credentials: CredentialStore,
    private readonly providers: IdentityProviders,
    private readonly audit: AuditLog,
  ) {}

  /** The reasons why the settings cannot take effect. */
  async problems(): Promise<ConfigurationProblem[]> {
    const paths = this.pathsSwitchedOff();
    if (paths.length === 0 || (await this.audit.hasProviderSignIn(await this.schemes()))) return [];
    // When no account has a password, none can be locked out. So a new server may start with single sign-on only.
    const stranded = await this.strandedAccounts();
    if (stranded.length === 0) return [];
    const them = stranded.length === 1 ? 'an account has' : `${stranded.length} accounts have`;
    return paths.map((path) => ({
      path,
      message: `is disabled, but ${them} only a password to sign in with, and no person has signed in at an identity provider yet, so all people might be locked out; set it to enabled, sign in at an identity provider once, and then disable it`,
    }));
  }

  /**
   * What the settings make impossible, for the administrator who switched passwords off.
   *
   * @param nameOf how the reader knows an account.
   */
  async warnings(nameOf: (account: Account) => string): Promise<ConfigurationProblem[]> {
    const warnings: ConfigurationProblem[] = [];
    for (const path of this.pathsSwitchedOff()) {
      const apps = path === 'localLogin' ? this.settings.clients : this.clientAt(path);
      const people = apps.filter(({ grantTypes }) => grantTypes.includes('authorization_code'));
      const names = people.map(({ clientName, clientId }) => clientName ?? clientId);
      warnings.push({
        path,
        message: `is disabled: no person can sign in by password to ${some(names) || 'any app'}`,
      });
    }
    if (warnings.length > 0) {
      const stranded = (await this.strandedAccounts()).map(nameOf);
      if (stranded.length > 0) {
        warnings.push({
          path: warnings[0]!.path,
          message: `${stranded.length} account${stranded.length === 1 ? ' has a password and was' : 's have a password and were'} never connected to an identity provider, so their people can no longer sign in: ${some(stranded)}`,
        });
      }
    }
    for (const [index, address] of this.settings.breakGlassAccounts.entries()) {
      const [account] = await this.accounts.findByEmailKey(emailKey(address) ?? '');
      const usable = account?.status === 'active' && (await this.credentials.find(account.id))?.passwordHash;
      if (!usable && warnings.length > 0) {
        const path = `breakGlassAccounts[${index}]`;
        warnings.push({
          path,
          message: 'is not an active account with a password, so it is of no use in an emergency',
        });
      }
    }
    return warnings;
  }

  /**
   * Switches an account’s password on or off. The password itself is kept.
   *
   * @param by the client that asks for it, and the version that the account must still have.
   * @returns messages for the caller.
   * @throws SsoOnlyTooEarlyError or AccountChangedError
   */
  async setLocalLogin(
    account: Account,
    localLogin: LocalLogin,
    { clientId, version }: { clientId?: string; version?: number } = {},
  ): Promise<string[]> {
    if (
      localLogin === 'disabled' &&
      !(await this.audit.hasProviderSignIn(await this.schemes(), account.id))
    ) {
      throw new SsoOnlyTooEarlyError(
        'The person of this account has not signed in at an identity provider yet, and might be locked out without the password.',
      );
    }
    await this.credentials.setLocalLogin(account.id, localLogin, version);
    await this.audit.record({
      event: 'account.local_login_changed',
      outcome: 'success',
      reason: localLogin,
      accountId: account.id,
      ...(clientId ? { clientId } : {}),
    });
    if (localLogin === 'enabled') return [];
    return [
      'The account signs in at an identity provider only; its password is kept.',
      ...(isBreakGlass(account.emailKey, this.settings)
        ? ['The account is one of breakGlassAccounts, so its password still works.']
        : []),
    ];
  }

  private pathsSwitchedOff(): string[] {
    return [
      ...(this.settings.localLogin === 'disabled' ? ['localLogin'] : []),
      ...this.settings.clients.flatMap(({ localLogin }, index) =>
        localLogin === 'disabled' ? [`clients[${index}].localLogin`] : [],
      ),
    ];
  }

  private clientAt(path: string) {
    return this.settings.clients.filter((_client, index) => path === `clients[${index}].localLogin`);
  }

  /** Accounts whose only way in is a password. */
  private async strandedAccounts(): Promise<Account[]> {
    const stranded: Account[] = [];
    for (const { accountId } of await this.credentials.withPassword(MOST_ACCOUNTS)) {
      const account = await this.accounts.findById(accountId);
      if (account?.status !== 'active' || isBreakGlass(account.emailKey, this.settings)) continue;
      if ((await this.accounts.identitiesOf(accountId)).length === 0) stranded.push(account);
    }
    return stranded;
  }

  private async schemes(): Promise<string[]> {
    return (await this.providers.all()).map(({ scheme }) => scheme);
  }
}

function some(names: string[]): string {
  const rest = names.length - NAMED;
  return [...names.slice(0, NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}
