import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPair } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { promisify } from 'node:util';
import { HttpBrowser, type Page } from 'wardkey-sandbox/http-browser.js';
import { freePort } from './hospital.js';

const SCHEMA = '/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz';
const MISSING = ['/usr/bin/glewlwyd', '/usr/bin/sqlite3', SCHEMA].filter((file) => !existsSync(file));

/** Whether this machine has Glewlwyd (Debian’s packages), an OpenID provider in C that was written by others. */
export const hasGlewlwyd = MISSING.length === 0;
export const NO_GLEWLWYD = `${MISSING.join(', ')} not found: install Debian’s packages glewlwyd and sqlite3 to sign in at a real OpenID provider written by others`;

export const RELYING_PARTY = { clientId: 'wardkey', clientSecret: 'wardkeys-secret-at-glewlwyd' };

export interface GlewlwydPerson {
  username: string;
  name: string;
  email: string;
  employeeid: string;
}

export interface Glewlwyd {
  issuer: string;
  /** Signs in and consents as the page at `page` does, which is a JavaScript application on this same REST API. */
  signIn(browser: HttpBrowser, page: Page, person: GlewlwydPerson): Promise<Page>;
  close(): Promise<void>;
}

/** Starts a Glewlwyd: database and configuration in a temporary folder, on loopback only, deleted afterwards. */
export async function startGlewlwyd(people: GlewlwydPerson[], redirectUris: string[]): Promise<Glewlwyd> {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-glewlwyd-'));
  const database = join(folder, 'glewlwyd.db');
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  execFileSync('/usr/bin/sqlite3', [database], { input: gunzipSync(readFileSync(SCHEMA)), stdio: 'pipe' });
  writeFileSync(join(folder, 'glewlwyd.conf'), configuration(port, origin, database));
  const server = spawn('/usr/bin/glewlwyd', [`--config-file=${join(folder, 'glewlwyd.conf')}`], {
    cwd: folder,
    stdio: 'ignore',
  });
  const exited = once(server, 'exit');
  const close = async () => {
    server.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([
      answering(`${origin}/config`),
      exited.then(() => Promise.reject(new Error('Glewlwyd stopped before it answered'))),
    ]);
    await setUp(`${origin}/api`, people, redirectUris);
    return { issuer: `${origin}/api/oidc`, signIn: signInAt(`${origin}/api`), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function configuration(port: number, origin: string, database: string): string {
  const modules = '/usr/lib/glewlwyd';
  return `
port=${port}
bind_address="127.0.0.1"
external_url="${origin}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="ERROR"
cookie_secure=0
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="${modules}/user"
user_middleware_module_path="${modules}/user_middleware"
client_module_path="${modules}/client"
user_auth_scheme_module_path="${modules}/scheme"
plugin_module_path="${modules}/plugin"
hash_algorithm="SHA512"
database = { type = "sqlite3"; path = "${database}"; };
`;
}

/**
 * What an administrator does once: sets up the OpenID Connect plugin, the registration of Wardkey, and the people.
 */
async function setUp(api: string, people: GlewlwydPerson[], redirectUris: string[]): Promise<void> {
  const administrator = new HttpBrowser();
  const ask = async (method: string, path: string, body?: object) => {
    const { status, text } = await administrator.request(api + path, method, body);
    if (status !== 200) throw new Error(`Glewlwyd answers ${status} to ${method} ${path}: ${text}`);
  };
  await ask('POST', '/auth/', { username: 'admin', password: 'password' });
  await ask('PUT', '/mod/user/database', {
    module: 'database',
    name: 'database',
    display_name: 'People',
    enabled: true,
    parameters: {
      'use-glewlwyd-connection': true,
      'data-format': { employeeid: { multiple: false, read: true, write: true } },
    },
  });
  // The module knows the property only after this.
  await ask('PUT', '/mod/user/database/reset/');
  await ask('POST', '/mod/plugin/', {
    module: 'oidc',
    name: 'oidc',
    display_name: 'OpenID Connect',
    enabled: true,
    parameters: await pluginParameters(`${api}/oidc`),
  });
  await ask('POST', '/scope/', {
    name: 'profile',
    display_name: 'Profile',
    password_required: true,
    scheme: {},
  });
  await ask('POST', '/client/?source=database', {
    client_id: RELYING_PARTY.clientId,
    name: 'Wardkey',
    confidential: true,
    enabled: true,
    password: RELYING_PARTY.clientSecret,
    client_secret: RELYING_PARTY.clientSecret,
    redirect_uri: redirectUris,
    authorization_type: ['code', 'id_token'],
    token_endpoint_auth_method: ['client_secret_basic'],
    scope: [],
  });
  for (const person of people) {
    await ask('POST', '/user/?source=database', {
      ...person,
      password: passwordOf(person),
      enabled: true,
      scope: ['openid', 'profile', 'g_profile'],
    });
  }
}

async function pluginParameters(issuer: string): Promise<object> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    iss: issuer,
    'jwt-type': 'rsa',
    'jwt-key-size': '256',
    key: privateKey,
    cert: publicKey,
    'access-token-duration': 3600,
    'refresh-token-duration': 1_209_600,
    'code-duration': 600,
    'refresh-token-rolling': true,
    'allow-non-oidc': false,
    'auth-type-code-enabled': true,
    'auth-type-id-token-enabled': true,
    'auth-type-none-enabled': false,
    'auth-type-token-enabled': false,
    'auth-type-password-enabled': false,
    'auth-type-client-enabled': false,
    'auth-type-refresh-enabled': true,
    'pkce-allowed': true,
    'pkce-method-plain-allowed': false,
    'subject-type': 'public',
    'name-claim': 'mandatory',
    'email-claim': 'no',
    'scope-claim': 'no',
    claims: [
      {
        name: 'employeeid',
        'user-property': 'employeeid',
        type: 'string',
        mandatory: false,
        'on-demand': true,
        scope: [],
      },
    ],
    'session-management-allowed': false,
    scope: [],
  };
}

function signInAt(api: string) {
  return async (browser: HttpBrowser, page: Page, person: GlewlwydPerson): Promise<Page> => {
    const parameters = new URL(page.url).searchParams;
    const answers = [
      await browser.request(`${api}/auth/`, 'POST', {
        username: person.username,
        password: passwordOf(person),
      }),
      await browser.request(`${api}/auth/grant/${parameters.get('client_id')}`, 'PUT', {
        scope: parameters.get('scope'),
      }),
    ];
    const refused = answers.find(({ status }) => status !== 200);
    if (refused) throw new Error(`Glewlwyd did not sign ${person.username} in: ${JSON.stringify(answers)}`);
    return browser.get(`${parameters.get('callback_url')}&g_continue`);
  };
}

function passwordOf(person: GlewlwydPerson): string {
  return `${person.username}-s password`;
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.text();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Glewlwyd does not answer');
}
