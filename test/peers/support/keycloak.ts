import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { freePort } from '../../support/hospital.js';
import { execute, kept, maven, start } from './java.js';

const VERSION = '26.7.3';
const REALM = 'hospital';
const PASSWORD = 'correct horse battery';

export interface KeycloakPerson {
  username: string;
  firstName: string;
  lastName: string;
  email: string;
  /** The value of the claim `employeeid`. */
  employeeid: string;
  groups?: string[];
}

export interface Keycloak {
  issuer: string;
  /** Changes the registration at Keycloak: members of its ClientRepresentation and `attributes`. */
  setClient(changes: Record<string, unknown>): Promise<void>;
  /**
   * Adds another such registration, for an identity provider entry with that scheme, with changes of the same form.
   */
  addClient(scheme: string, changes: Record<string, unknown>): Promise<void>;
  /** Does what a person does on the page of Keycloak at which a browser has stopped. */
  signIn(browser: HttpBrowser, page: Page, username: string): Promise<Page>;
  admin(method: string, path: string, body?: unknown): Promise<any>;
  close(): Promise<void>;
}

export const KEYCLOAK_CLIENT = { clientId: 'wardkey', clientSecret: 'wardkeys-secret-at-keycloak' };

/**
 * Starts a Keycloak in development mode, on loopback only, with one realm, its people and a registration for Wardkey.
 */
export async function startKeycloak(wardkey: string, people: KeycloakPerson[]): Promise<Keycloak> {
  const folder = await kept(`keycloak-${VERSION}`, async (target) => {
    const artifact = `org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`;
    await maven('dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${target}`);
    const archive = join(target, `keycloak-quarkus-dist-${VERSION}.zip`);
    await execute('jar', ['--extract', '--file', archive], { cwd: target });
    rmSync(archive);
  });
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = await start(
    'bash',
    [
      join(folder, `keycloak-${VERSION}/bin/kc.sh`),
      'start-dev',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      '--db=dev-mem',
      '--cache=local',
    ],
    {
      ready: 'Listening on:',
      environment: {
        KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
        KC_BOOTSTRAP_ADMIN_PASSWORD: 'admin',
        JAVA_OPTS_KC_HEAP: '-Xms256m -Xmx1g',
      },
    },
  );
  const admin = adminOf(origin);
  try {
    await setUp(admin, wardkey, people);
  } catch (error) {
    await server.close();
    throw error;
  }
  const signIn: Keycloak['signIn'] = (browser, page, username) =>
    browser.submit(page, { form: 'login-actions/authenticate', values: { username, password: PASSWORD } });
  const setClient: Keycloak['setClient'] = async (changes) => {
    const [client] = await admin('GET', `/${REALM}/clients?clientId=${KEYCLOAK_CLIENT.clientId}`);
    const attributes = { ...client.attributes, ...(changes.attributes as object | undefined) };
    await admin('PUT', `/${REALM}/clients/${client.id}`, { ...client, ...changes, attributes });
  };
  const addClient: Keycloak['addClient'] = async (scheme, changes) => {
    const [like] = await admin('GET', `/${REALM}/clients?clientId=${KEYCLOAK_CLIENT.clientId}`);
    const { id: _id, ...ours } = JSON.parse(
      JSON.stringify(like).replaceAll('/federation/keycloak/', `/federation/${scheme}/`),
    ) as Record<string, unknown>;
    const protocolMappers = (ours.protocolMappers as Array<{ id?: string }>).map(
      ({ id: _own, ...rest }) => rest,
    );
    const attributes = { ...(ours.attributes as object), ...(changes.attributes as object | undefined) };
    const { clientSecret: secret } = KEYCLOAK_CLIENT;
    const client = {
      ...ours,
      clientId: `wardkey-${scheme}`,
      secret,
      protocolMappers,
      ...changes,
      attributes,
    };
    await admin('POST', `/${REALM}/clients`, client);
  };
  return { issuer: `${origin}/realms/${REALM}`, setClient, addClient, signIn, admin, close: server.close };
}

/** Calls its administration API. Each request gets a token of its own, because these tokens live one minute. */
function adminOf(origin: string): Keycloak['admin'] {
  return async (method, path, body) => {
    const token = await fetch(`${origin}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'admin-cli',
        username: 'admin',
        password: 'admin',
      }),
    });
    const { access_token } = (await token.json()) as { access_token: string };
    const response = await fetch(`${origin}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
}

async function setUp(admin: Keycloak['admin'], wardkey: string, people: KeycloakPerson[]): Promise<void> {
  const mapper = (name: string, protocolMapper: string, config: Record<string, string>) => ({
    name,
    protocol: 'openid-connect',
    protocolMapper,
    config: {
      'id.token.claim': 'true',
      'access.token.claim': 'false',
      'userinfo.token.claim': 'true',
      'claim.name': name,
      'jsonType.label': 'String',
      ...config,
    },
  });
  await admin('POST', '', {
    realm: REALM,
    enabled: true,
    groups: [...new Set(people.flatMap(({ groups = [] }) => groups))].map((name) => ({ name })),
    users: people.map(({ username, firstName, lastName, email, employeeid, groups = [] }) => ({
      ...{ username, firstName, lastName, email, emailVerified: true, enabled: true },
      attributes: { employeeid: [employeeid] },
      groups: groups.map((name) => `/${name}`),
      credentials: [{ type: 'password', value: PASSWORD }],
    })),
    components: {
      'org.keycloak.userprofile.UserProfileProvider': [
        {
          providerId: 'declarative-user-profile',
          config: { 'kc.user.profile.config': [JSON.stringify(USER_PROFILE)] },
        },
      ],
    },
    clients: [
      {
        clientId: KEYCLOAK_CLIENT.clientId,
        secret: KEYCLOAK_CLIENT.clientSecret,
        protocol: 'openid-connect',
        publicClient: false,
        standardFlowEnabled: true,
        redirectUris: [`${wardkey}/federation/keycloak/signin`],
        attributes: {
          'pkce.code.challenge.method': 'S256',
          'post.logout.redirect.uris': `${wardkey}/federation/keycloak/signedout`,
          'backchannel.logout.url': `${wardkey}/federation/keycloak/backchannel-logout`,
          'backchannel.logout.session.required': 'true',
        },
        protocolMappers: [
          mapper('employeeid', 'oidc-usermodel-attribute-mapper', { 'user.attribute': 'employeeid' }),
          mapper('groups', 'oidc-group-membership-mapper', { 'full.path': 'false' }),
        ],
      },
    ],
  });
}

/** Attributes that are not in the realm’s user profile do not get into a token. */
const USER_PROFILE = {
  attributes: ['username', 'email', 'firstName', 'lastName', 'employeeid'].map((name) => ({
    name,
    permissions: { view: ['admin', 'user'], edit: ['admin', 'user'] },
  })),
};
