import type { LocalLogin } from '#src/accounts/credentials/account-credential.entity.js';
import { emailKey } from '#src/accounts/email-key.js';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import type { Settings } from '#src/config/settings/settings.js';

/** `breakGlass`: switched off for everybody else. */
export type LocalLoginPermission = 'allowed' | 'breakGlass' | 'disabled';

/** Who, and on behalf of which app; without an app, of none in particular. */
export interface LocalLoginQuestion {
  emailKey: string | null | undefined;
  /** What the account itself says. */
  localLogin: LocalLogin | undefined;
  client: ClientSettings | undefined;
}

/** Whether a password may be used. Every `disabled` counts, wherever it stands; only accounts named in the settings are above it. */
export function mayUsePassword(
  question: LocalLoginQuestion,
  settings: Pick<Settings, 'localLogin' | 'breakGlassAccounts'>,
): LocalLoginPermission {
  const { client, localLogin } = question;
  const off = [settings.localLogin, client?.localLogin, localLogin].includes('disabled');
  if (!off) return 'allowed';
  return isBreakGlass(question.emailKey, settings) ? 'breakGlass' : 'disabled';
}

/** Whether the settings name this account. Compared as addresses of accounts are; one that is never compared names nobody. */
export function isBreakGlass(
  key: string | null | undefined,
  settings: Pick<Settings, 'breakGlassAccounts'>,
): boolean {
  return typeof key === 'string' && settings.breakGlassAccounts.some((address) => emailKey(address) === key);
}
