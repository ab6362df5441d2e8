import type { LocalLogin } from '#src/accounts/credentials/account-credential.entity.js';
import { emailKey } from '#src/accounts/email-key.js';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import type { Settings } from '#src/config/settings/settings.js';

/** `breakGlass`: passwords are switched off, but this account is one of `breakGlassAccounts`. */
export type LocalLoginPermission = 'allowed' | 'breakGlass' | 'disabled';

/** The account, and the app that the sign-in is for. Without an app, only the settings and the account decide. */
export interface LocalLoginQuestion {
  emailKey: string | null | undefined;
  /** The setting of the account itself. */
  localLogin: LocalLogin | undefined;
  client: ClientSettings | undefined;
}

/**
 * Whether a password may be used. A `disabled` in the settings, at the client or at the account switches it off. Only
 * `breakGlassAccounts` are exempt.
 */
export function mayUsePassword(
  question: LocalLoginQuestion,
  settings: Pick<Settings, 'localLogin' | 'breakGlassAccounts'>,
): LocalLoginPermission {
  const { client, localLogin } = question;
  const off = [settings.localLogin, client?.localLogin, localLogin].includes('disabled');
  if (!off) return 'allowed';
  return isBreakGlass(question.emailKey, settings) ? 'breakGlass' : 'disabled';
}

/**
 * Whether this account is one of `breakGlassAccounts`. Addresses are compared like those of accounts. An address of a
 * form that is never compared matches no account.
 */
export function isBreakGlass(
  key: string | null | undefined,
  settings: Pick<Settings, 'breakGlassAccounts'>,
): boolean {
  return typeof key === 'string' && settings.breakGlassAccounts.some((address) => emailKey(address) === key);
}
