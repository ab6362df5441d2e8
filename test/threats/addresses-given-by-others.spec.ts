import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, generateKeyPair, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { RelyingPartyLogout } from '#src/authorization-server/logout/relying-party-logout.js';
import { ClientAdministration } from '#src/administration/client-administration.js';
import { RegistrationTokens } from '#src/clients/registration-tokens.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { getTokens, newBrowser, SmartApp } from '../support/smart-app.js';

/** Spellings of this machine that are not the plain ones. */
const THIS_MACHINE = ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '0.0.0.0', 'localhost.'];
const ELSEWHERE_NEAR = [
  ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.254.169.254'],
  ...['[::]', '[fd00::1]', '[fe80::1]', '[fec0::1]', '[::10.0.0.1]', '[::ffff:10.0.0.1]'],
  ...['[64:ff9b::10.0.0.1]', '[64:ff9b:1::1]', '[2002:a00:1::]', '[::ffff:169.254.169.254]'],
  ...[
    '0xa.1',
    '167772161',
    '012.0.0.1',
    '10.0.0.1.',
    'keys.localhost',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
  ],
];

let hospital: Hospital;
let provider: ScriptedProvider;
let inside: Server;
let port: number;
/** The number of connections to a server that no party outside may reach through Wardkey. */
let connections = 0;
/** Requests to the identity provider that stay unanswered. */
let held: ServerResponse[] = [];
let key: CryptoKey;

beforeAll(async () => {
  key = (await generateKeyPair('ES384')).privateKey;
  inside = createServer((_request, response) => response.writeHead(404).end());
  inside.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
  ({ port } = inside.address() as AddressInfo);
  provider = await startScriptedProvider({
    idToken: { sub: 'nia', 'extn.fhirUser': 'Practitioner/amara-diallo' },
    routes: {
      '/hangs-up': (response) => response.destroy(),
      '/hangs': (response) => held.push(response),
    },
  });
});
beforeEach(async () => {
  [connections, held] = [0, []];
  provider.script.discovery = {};
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.registration = {
        mode: 'initialAccessToken',
        scope: 'openid fhirUser launch/patient offline_access patient/*.rs system/Patient.rs',
      };
      configuration.externalIdentityProviders.identityProvider[0].authority = provider.origin;
    },
  });
});
afterEach(async () => {
  held.forEach((response) => response.destroy());
  await hospital.close();
});
afterAll(async () => {
  await provider.close();
  await new Promise((done) => inside.close(done).closeAllConnections());
});

/** A client as its developer registers it, already approved. */
async function registered(settings: Record<string, unknown>): Promise<string> {
  const clientId = crypto.randomUUID();
  await hospital.app.get(ClientAdministration).register({ clientId, ...settings }, 'enabled');
  return clientId;
}

const withKeysAt = (jwksUri: string) =>
  registered({
    tokenEndpointAuthMethod: 'private_key_jwt',
    grantTypes: ['client_credentials'],
    scope: 'system/Patient.rs',
    jwksUri,
  });

async function authenticate(clientId: string) {
  const assertion = await new SignJWT({ jti: crypto.randomUUID(), iss: clientId, sub: clientId })
    .setAudience(`${hospital.issuer}/token`)
    .setExpirationTime('4 minutes')
    .setProtectedHeader({ alg: 'ES384', kid: 'a', typ: 'JWT' })
    .sign(key);
  return new SmartApp(hospital).post('/token', {
    grant_type: 'client_credentials',
    scope: 'system/Patient.rs',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
}

async function register(metadata: object) {
  const token = await hospital.app.get(RegistrationTokens).make(1, Math.floor(Date.now() / 1000) + 600);
  const response = await fetch(`${hospital.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(metadata),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

/** The identity provider signs everybody in as one person. */
const ANYBODY = { username: '' };
/** @returns the title of the page where a sign-in stops; `Choose a patient` comes after it */
const signIn = async () => (await newBrowser().get(new SmartApp(hospital).authorizationUrl())).h1;

const told = async (event: 'client.logout_not_told' | 'login.failed') =>
  JSON.stringify(await hospital.app.get(DataSource).getRepository(AuditEvent).findBy({ event }));

describe('an address that a client registers can lead only to the Internet', () => {
  it.each(['jwks_uri', 'backchannel_logout_uri'])(
    '%s in a private network is refused at the registration, and the answer says why',
    async (member) => {
      const accepted: string[] = [];
      for (const host of [...THIS_MACHINE, ...ELSEWHERE_NEAR]) {
        const { status, body } = await register({
          redirect_uris: [CALLBACK],
          token_endpoint_auth_method: member === 'jwks_uri' ? 'private_key_jwt' : 'none',
          [member]: `https://${host}/path`,
        });
        if (status !== 400 || body.error !== 'invalid_client_metadata') accepted.push(host);
        else expect(body.error_description).toMatch(new RegExp(`^${member} must lead to the Internet`));
      }
      expect(accepted).toEqual([]);
    },
  );

  it('no key is read there for a client that was registered before', async () => {
    for (const host of THIS_MACHINE) {
      const { status, body } = await authenticate(await withKeysAt(`http://${host}:${port}/keys`));
      expect([host, status, body.error]).toEqual([host, 401, 'invalid_client']);
    }
    expect(connections).toBe(0);
  });

  it('no message about a sign-out is sent there, and the trail says why', async () => {
    const clientId = await registered({
      clientName: 'Told',
      tokenEndpointAuthMethod: 'none',
      redirectUris: [CALLBACK],
      backchannelLogoutUri: `http://[::ffff:127.0.0.1]:${port}/logout`,
    });
    const { browser } = await getTokens(hospital, ANYBODY, { app: new SmartApp(hospital, clientId) });
    await browser.submit(await browser.get(`${hospital.issuer}/logout`), { button: 'Sign out' });
    await hospital.app.get(RelyingPartyLogout).deliver();
    expect(connections).toBe(0);
    expect(await told('client.logout_not_told')).toContain('egress_refused');
  });
});

describe('an identity provider is asked where the settings say, and on other hosts only on the Internet', () => {
  it.each(['jwks_uri', 'token_endpoint'])(
    '%s of its document is not used when it is in a private network',
    async (endpoint) => {
      provider.script.discovery = { [endpoint]: `https://[::ffff:127.0.0.1]:${port}/of-the-provider` };
      expect(await signIn()).not.toBe('Choose a patient');
      expect(connections).toBe(0);
      expect(await told('login.failed')).toContain('must lead to the Internet');
    },
  );
});

describe('the address of one client does not affect other clients or identity providers', () => {
  it('a path that closes the connection, on the origin of the identity provider, does not stop requests to the identity provider', async () => {
    for (let i = 0; i < 6; i += 1) {
      const { status } = await authenticate(await withKeysAt(`${provider.origin}/hangs-up`));
      expect(status).toBe(401);
    }
    expect(provider.visits).toContain('/hangs-up');
    expect(await signIn()).toBe('Choose a patient');
  });

  it('a path that never answers, on the origin of the identity provider, takes no connection from the identity provider', async () => {
    const clients = await Promise.all(
      Array.from({ length: 40 }, () => withKeysAt(`${provider.origin}/hangs`)),
    );
    const answers = clients.map(authenticate);
    while (held.length < 32) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await signIn()).toBe('Choose a patient');
    // In all this time none of these requests was given up.
    expect(held.filter((response) => response.destroyed)).toEqual([]);
    held.forEach((response) => response.destroy());
    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([401]));
  });
});
