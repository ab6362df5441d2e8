import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { AccountAdministration } from '#src/administration/account-administration.js';
import { ADMIN_PAGE_CLIENT_ID, ADMIN_PAGE_RETURN } from '#src/authorization-server/storage/own-clients.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import type { Role } from '#src/roles/roles.js';
import { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { EVERY_API_SCOPE } from './api-client.js';
import type { Hospital } from './hospital.js';
import { SmartApp, type TokenResponse, walkThrough } from './smart-app.js';

/** A person who works in the page of administrators. */
export interface Administrator {
  accountId: string;
  /** The answer of the token endpoint. */
  tokens: TokenResponse;
  /** For the API. */
  token: string;
  app: SmartApp;
  browser: HttpBrowser;
}

/** Signs a person of the hospital in, as the page of administrators does. */
export async function signInAtAdminPage(
  hospital: Hospital,
  username: string,
  {
    scope = `openid online_access ${EVERY_API_SCOPE}`,
    browser = new HttpBrowser({ stopAt: (url) => url.pathname === ADMIN_PAGE_RETURN }),
    ...parameters
  }: { scope?: string; browser?: HttpBrowser } & Record<string, unknown> = {},
): Promise<Omit<Administrator, 'accountId'>> {
  const app = new SmartApp(hospital, ADMIN_PAGE_CLIENT_ID);
  const redirectUri = hospital.issuer + ADMIN_PAGE_RETURN;
  const address = app.authorizationUrl({
    redirect_uri: redirectUri,
    aud: undefined,
    resource: `${hospital.issuer}/api`,
    scope,
    ...(parameters as Record<string, string>),
  });
  const page = await walkThrough(browser, await browser.get(address), { username });
  const { code } = Object.fromEntries(new URL(page.url).searchParams);
  if (code === undefined) throw new Error(`no code at ${page.url}: ${page.h1} ${page.text.slice(0, 300)}`);
  const tokens = await app.redeem(code, { redirect_uri: redirectUri });
  return { tokens, token: tokens.body.access_token as string, app, browser };
}

/** An account of a person who has signed in, with these roles. */
export async function administrator(
  hospital: Hospital,
  username: string,
  roles: readonly Role[],
  scope?: string,
): Promise<Administrator> {
  const signedIn = await signInAtAdminPage(hospital, username, { scope });
  const accountId = subjectOf(signedIn.tokens.body.id_token as string);
  await hospital.app.get(AccountAdministration, { strict: false }).setRoles(accountId, roles, COMMAND_LINE);
  return { accountId, ...signedIn };
}

/** The id of the account with this e-mail address. */
export async function accountOf(hospital: Hospital, email: string): Promise<string> {
  const [account] = await hospital.app.get(AccountDirectory, { strict: false }).list({ email }, undefined, 1);
  return account!.id;
}

function subjectOf(idToken: string): string {
  const payload = Buffer.from(idToken.split('.')[1]!, 'base64url').toString();
  return (JSON.parse(payload) as { sub: string }).sub;
}
