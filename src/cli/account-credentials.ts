import { Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import {
  MAXIMUM_PASSWORD_BYTES,
  MINIMUM_PASSWORD_LENGTH,
} from '#src/accounts/credentials/password-policy.js';
import { instantOf } from '#src/clock/instant.js';
import { DomainError } from '#src/errors/domain-error.js';
import { AccountSetup } from '#src/sign-in/setup/account-setup.js';
import { SsoOnly } from '#src/sign-in/password/sso-only.js';
import { type AccountOptions, findAccount, withAccounts } from './account.js';

/** `wardkey account invite <account>`: makes a link to set the account up. The link is mailed or printed. */
export async function inviteAccount(
  name: string,
  options: AccountOptions & { mail?: boolean },
): Promise<void> {
  await withAccounts(options, async (parts) => {
    const account = await findAccount(name, parts);
    const invitation = await parts.get(AccountSetup).invite(account, options.mail ?? false);
    const expiresAt = instantOf(invitation.expiresAt);
    // A mailed link is not printed: only the owner of the mailbox may see it.
    return {
      id: account.id,
      expiresAt,
      ...(invitation.mailed ? { mailedTo: account.email } : { link: invitation.link }),
    };
  });
}

/** `wardkey account set-password <account>`: reads the password from standard input, never from the command line. */
export async function setAccountPassword(name: string, options: AccountOptions): Promise<void> {
  await withAccounts(options, async (parts) => {
    const account = await findAccount(name, parts);
    const setup = parts.get(AccountSetup);
    if (account.emailKey === null) {
      throw new DomainError({
        code: 'no_mail_address',
        message: `Account ${account.id} has no e-mail address to sign in with. Set an e-mail address first.`,
      });
    }
    const problem = await setup.setPassword(account, await passwordFrom(process.stdin));
    if (problem) {
      throw new DomainError({
        code: 'password_refused',
        message: `The password was not set. It must have at least ${MINIMUM_PASSWORD_LENGTH} characters and at most ${MAXIMUM_PASSWORD_BYTES} bytes.`,
      });
    }
    return { id: account.id, password: 'set', usable: await setup.mayHavePassword(account) };
  });
}

/** `wardkey account local-login <account> <enabled|disabled>` */
export async function setLocalLogin(name: string, value: string, options: AccountOptions): Promise<void> {
  if (value !== 'enabled' && value !== 'disabled') {
    throw new DomainError({
      code: 'option_invalid',
      message: 'The last argument must be enabled or disabled.',
    });
  }
  await withAccounts(options, async (parts) => {
    const account = await findAccount(name, parts);
    const messages = await parts.get(SsoOnly).setLocalLogin(account, value);
    for (const line of messages) process.stderr.write(`${line}\n`);
    return { id: account.id, localLogin: value };
  });
}

/** Reads the first line. At a terminal it is not shown while it is typed. */
async function passwordFrom(input: NodeJS.ReadableStream & { isTTY?: boolean }): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (input.isTTY) process.stderr.write('New password: ');
  const lines = createInterface({ input, output: nowhere, terminal: input.isTTY ?? false });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (input.isTTY) process.stderr.write('\n');
  }
}
