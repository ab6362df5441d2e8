import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import {
  fhirclient,
  type LaunchState,
  type Smart,
  type SmartClient,
  type TokenResponse,
} from 'wardkey-sandbox/growth-chart/smart-client.js';
import { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { freePort, type Hospital, startHospital } from '../support/hospital.js';
import { walkThrough } from '../support/smart-app.js';
import { WireRecording } from '../support/wire-recording.js';

const DOCUMENT = fileURLToPath(new URL('../../docs/conformance/fhirclient.md', import.meta.url));
const VERSION = versionOf('../../node_modules/fhirclient/package.json');

/** The parts of the library’s client that are used here, beside those that the sample app uses. */
interface LibraryClient extends SmartClient {
  patient: SmartClient['patient'] & { read(): Promise<{ id: string }> };
  encounter: { id: string | null };
  user: SmartClient['user'] & { read(): Promise<{ id: string }> };
  environment: {
    base64urlencode(bytes: Uint8Array): string;
    security: {
      importJWK(jwk: JWK): Promise<unknown>;
      randomBytes(count: number): Uint8Array;
      signCompactJws(alg: string, key: unknown, header: object, payload: object): Promise<string>;
    };
  };
}

const READS = 'patient/Patient.rs patient/Condition.rs';
const SECRET = 'a-secret-of-a-server-side-app';
const EHR = { clientId: 'ehr', clientSecret: 'the-ehrs-own-client-secret' };

describe(`fhirclient ${VERSION}`, () => {
  let hospital: Hospital;
  let recording: WireRecording;
  let smart: Smart;
  let app: Server;
  let appUrl: string;
  /** What the app under test asks of the library. Every test changes it. */
  let options: Record<string, unknown>;
  let client: LibraryClient;
  let keys: Record<'app' | 'backend', { privateJwk: JWK; publicJwk: JWK }>;
  const written: string[] = [];

  beforeAll(async () => {
    smart = await fhirclient();
    const port = await freePort();
    appUrl = `http://127.0.0.1:${port}`;
    keys = { app: await newKey('app-1', 'ES384'), backend: await newKey('backend-1', 'RS384') };
    hospital = await startHospital({
      configure: (configuration) => {
        const redirectUris = [`${appUrl}/callback`];
        configuration.clients.push(
          {
            clientId: 'public-app',
            clientName: 'Public app',
            redirectUris,
            launchUris: [`${appUrl}/launch`],
          },
          {
            clientId: 'secret-app',
            clientName: 'App with a secret',
            redirectUris,
            tokenEndpointAuthMethod: 'client_secret_basic',
            clientSecret: SECRET,
          },
          {
            clientId: 'key-app',
            clientName: 'App with a key',
            redirectUris,
            tokenEndpointAuthMethod: 'private_key_jwt',
            jwks: { keys: [keys.app.publicJwk] },
          },
          {
            clientId: 'backend',
            clientName: 'Nightly report',
            tokenEndpointAuthMethod: 'private_key_jwt',
            jwks: { keys: [keys.backend.publicJwk] },
            grantTypes: ['client_credentials'],
            scope: 'system/Patient.rs',
          },
          {
            ...EHR,
            tokenEndpointAuthMethod: 'client_secret_basic',
            grantTypes: ['client_credentials'],
            scope: '__wardkey/launch-contexts.write',
          },
        );
      },
    });
    const storage = memoryStorage();
    app = createServer((request, response) => {
      answer(smart(request, response, storage), request, response).catch((error: Error) => {
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/html' });
        response.end(`<h1>${error.message}</h1>`);
      });
    });
    await new Promise<void>((resolve) => app.listen(port, '127.0.0.1', resolve));
    recording = new WireRecording({
      parties: [
        { name: 'app', origin: appUrl, shownAs: 'https://app.example' },
        { name: 'Wardkey', origin: hospital.issuer, shownAs: 'https://auth.harbour.example' },
        {
          name: 'FHIR server',
          origin: new URL(hospital.fhirServer.baseUrl).origin,
          shownAs: 'https://records.harbour.example',
        },
      ],
      callers: { browser: 'browser', library: 'node-fetch/', app: 'app', EHR: 'ehr' },
      // The pages are the same for every app, and docs/architecture.md describes them.
      keep: ({ caller, party, path }) => caller !== 'browser' || party === 'app' || path === '/authorize',
    });
  });
  afterAll(async () => {
    recording?.stop();
    await new Promise((done) => app.close(done).closeAllConnections());
    await hospital.close();
  });

  /**
   * An app as the library’s documentation shows it: one address that launches, and one to which the browser returns.
   */
  async function answer(
    api: ReturnType<Smart>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (request.url!.startsWith('/launch')) {
      await api.authorize(options);
      return;
    }
    client = (await api.ready()) as LibraryClient;
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Connected</h1>');
  }

  function configureApp(clientOptions: Record<string, unknown>): string {
    options = { redirectUri: `${appUrl}/callback`, pkceMode: 'required', ...clientOptions };
    const shown = Object.entries(options).map(([name, value]) => [
      name,
      { iss: 'https://records.harbour.example/fhir/r4', redirectUri: 'https://app.example/callback' }[name] ??
        { clientSecret: '{secret}', clientPrivateJwk: '{private key, a JWK with alg and kid}' }[name] ??
        value,
    ]);
    return JSON.stringify(Object.fromEntries(shown), null, 2);
  }

  /** The person’s way through the pages, from the app’s launch address back to the app. */
  async function launch(address: string): Promise<void> {
    const browser = new HttpBrowser({ headers: { 'user-agent': 'browser' } });
    const page = await walkThrough(browser, await browser.get(address), {
      username: 'maria.lindqvist',
      patient: 'noah-jansen',
    });
    expect(page).toMatchObject({ status: 200, h1: 'Connected' });
  }

  const request = async (party: string, url: string, init: RequestInit) => {
    const response = await fetch(url, { ...init, headers: { 'user-agent': party, ...init.headers } });
    return { status: response.status, body: (await response.json()) as Record<string, any> };
  };
  const form = (parameters: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams(parameters),
  });

  /** A client assertion, made by the library’s own security module. */
  async function clientAssertion(
    { environment }: LibraryClient,
    clientId: string,
    jwk: JWK,
  ): Promise<Record<string, string>> {
    const { security } = environment;
    const claims = {
      iss: clientId,
      sub: clientId,
      aud: `${hospital.issuer}/token`,
      jti: environment.base64urlencode(security.randomBytes(32)),
      exp: Math.floor(Date.now() / 1000) + 120,
    };
    const header = { typ: 'JWT', kid: jwk.kid };
    const key = await security.importJWK(jwk);
    return {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await security.signCompactJws(jwk.alg!, key, header, claims),
    };
  }

  /** A client of the library with tokens that were obtained without the library. */
  const clientFor = (tokenResponse: TokenResponse) =>
    smart({ headers: {} } as IncomingMessage, {} as ServerResponse, memoryStorage()).client({
      serverUrl: hospital.fhirServer.baseUrl,
      tokenResponse,
      // Without this value the library takes the access token for expired.
      expiresAt: Math.floor(Date.now() / 1000) + Number(tokenResponse.expires_in ?? 0),
    }) as LibraryClient;

  const write = (...parts: string[]) => written.push(...parts);
  const recorded = () => `\`\`\`text\n${recording.take()}\n\`\`\``;
  const code = (text: string) => `\`\`\`json\n${text}\n\`\`\``;

  it('standalone launch of a public app: signs in, reads, refreshes', async () => {
    const asked = configureApp({
      iss: hospital.fhirServer.baseUrl,
      clientId: 'public-app',
      scope: `openid fhirUser launch/patient offline_access ${READS}`,
    });
    await launch(`${appUrl}/launch`);
    write('## Standalone launch, public app', 'The app calls `authorize` with', code(asked));
    write(
      'and `ready` at the address the browser comes back to. The person signs in, chooses Noah Jansen and allows access.',
      recorded(),
    );
    expect(client.patient.id).toBe('noah-jansen');
    expect(client.user.fhirUser).toBe('Practitioner/maria-lindqvist');
    expect(client.state.tokenResponse).toMatchObject({ scope: options.scope, need_patient_banner: true });

    expect(await client.patient.read()).toMatchObject({ id: 'noah-jansen' });
    expect(await client.user.read()).toMatchObject({ id: 'maria-lindqvist' });
    expect(await client.request('Condition?patient=noah-jansen')).toMatchObject({ total: 2 });
    write('`patient.read()`, `user.read()` and `request("Condition?patient=noah-jansen")`:', recorded());

    const before = { ...client.state.tokenResponse };
    await client.refresh();
    expect(client.state.tokenResponse).toMatchObject({ patient: 'noah-jansen', scope: before.scope });
    expect(client.state.tokenResponse.refresh_token).not.toBe(before.refresh_token);
    expect(client.state.tokenResponse.access_token).not.toBe(before.access_token);
    expect(await client.patient.read()).toMatchObject({ id: 'noah-jansen' });
    write(
      '`refresh()`, then `patient.read()` again. Without its option `refreshTokenWithClientId` the library does not say which public app refreshes; the token does.',
      recorded(),
    );

    client.environment = Object.assign(client.environment, {
      options: { refreshTokenWithClientId: true },
    });
    await client.refresh();
    expect(client.state.tokenResponse.patient).toBe('noah-jansen');
    recording.take();
  });

  it('EHR launch of a public app: patient and encounter come from the EHR', async () => {
    const { body: ehr } = await request('ehr', `${hospital.issuer}/token`, {
      ...form({ grant_type: 'client_credentials', scope: '__wardkey/launch-contexts.write' }),
      headers: { authorization: `Basic ${btoa(`${EHR.clientId}:${EHR.clientSecret}`)}` },
    });
    const { body: prepared } = await request('ehr', `${hospital.issuer}/api/v1/launch-contexts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ehr.access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: 'public-app',
        patient: 'noah-jansen',
        encounter: 'noah-jansen-2026-09-14',
        intent: 'growth-check',
        user: 'Practitioner/maria-lindqvist',
      }),
    });
    write('## EHR launch, public app', 'The EHR prepares a launch:', recorded());

    const asked = configureApp({ clientId: 'public-app', scope: `launch openid fhirUser ${READS}` });
    await launch(prepared.launch_url as string);
    write('It opens that address in the person’s browser. The app calls `authorize` with', code(asked));
    write(
      'and the library takes `iss` and `launch` from the address. An app should look at `iss` before: the library believes it. The person signs in and allows access; nobody asks for a patient.',
      recorded(),
    );
    expect([client.patient.id, client.encounter.id]).toEqual(['noah-jansen', 'noah-jansen-2026-09-14']);
    expect(client.state.tokenResponse).toMatchObject({ intent: 'growth-check', scope: options.scope });
    expect(client.user.fhirUser).toBe('Practitioner/maria-lindqvist');
    expect(await client.patient.read()).toMatchObject({ id: 'noah-jansen' });
    write('`patient.read()`:', recorded());
  });

  it('standalone launch of an app with a secret: authenticates at the code exchange and at refresh', async () => {
    const asked = configureApp({
      iss: hospital.fhirServer.baseUrl,
      clientId: 'secret-app',
      clientSecret: SECRET,
      scope: `launch/patient offline_access ${READS}`,
    });
    await launch(`${appUrl}/launch`);
    await client.refresh();
    expect(await client.patient.read()).toMatchObject({ id: 'noah-jansen' });
    write('## Standalone launch, app with a secret', 'The app calls `authorize` with', code(asked));
    write(
      'then `ready()`, `refresh()` and `patient.read()`. The secret goes in the Basic header.',
      recorded(),
    );
  });

  it('standalone launch of an app with a key: the library signs at the code exchange, not at refresh', async () => {
    const { privateJwk } = keys.app;
    const asked = configureApp({
      iss: hospital.fhirServer.baseUrl,
      clientId: 'key-app',
      clientPrivateJwk: { ...privateJwk },
      scope: `launch/patient offline_access ${READS}`,
    });
    await launch(`${appUrl}/launch`);
    expect(await client.patient.read()).toMatchObject({ id: 'noah-jansen' });
    write('## Standalone launch, app with a key', 'The app calls `authorize` with', code(asked));
    write('then `ready()` and `patient.read()`. The library signs who it is with the key.', recorded());

    const refresh_token = client.state.tokenResponse.refresh_token!;
    await expect(client.refresh()).rejects.toThrow(/invalid_client/);
    write(`\`refresh()\` of fhirclient ${VERSION} has no signature to send, and is refused:`, recorded());
    const { status, body } = await request('app', `${hospital.issuer}/token`, {
      ...form({
        grant_type: 'refresh_token',
        refresh_token,
        ...(await clientAssertion(client, 'key-app', { ...privateJwk })),
      }),
    });
    expect(status).toBe(200);
    const refreshed = clientFor(body);
    expect(await refreshed.patient.read()).toMatchObject({ id: 'noah-jansen' });
    write(
      'Such an app refreshes by a request of its own, signed here with the library’s security module (`client.environment.security`), and goes on with `smart.client({ serverUrl, tokenResponse, expiresAt })`. The refresh token is still good: a request that did not authenticate has not used it up.',
      recorded(),
    );
  });

  it('backend service: the library signs and reads, the app asks for the token', async () => {
    const assertion = await clientAssertion(clientFor({}), 'backend', { ...keys.backend.privateJwk });
    const { status, body } = await request('app', `${hospital.issuer}/token`, {
      ...form({ grant_type: 'client_credentials', scope: 'system/Patient.rs', ...assertion }),
    });
    expect([status, body.scope, body.expires_in]).toEqual([200, 'system/Patient.rs', 300]);
    const backend = clientFor(body);
    const bundle = await backend.request<{ entry: unknown[] }>('Patient?family=jansen');
    expect(bundle.entry).toHaveLength(1);
    write(
      '## Backend service',
      `fhirclient ${VERSION} has no client credentials flow. What it takes part in: its security module signs the client assertion, and \`smart.client({ serverUrl, tokenResponse })\` reads with the token, here \`request("Patient?family=jansen")\`. The token request is the service’s own.`,
      recorded(),
    );
    await expect(backend.request('Condition')).rejects.toThrow(/403|Forbidden/i);
    write('`request("Condition")`, which the scope does not allow:', recorded());
  });

  it('is recorded in docs/conformance/fhirclient.md (if it changed on purpose: UPDATE_DOCS=1)', () => {
    const text = markdown(written);
    if (process.env.UPDATE_DOCS) {
      mkdirSync(dirname(DOCUMENT), { recursive: true });
      writeFileSync(DOCUMENT, text);
    }
    expect(text).toBe(readFileSync(DOCUMENT, 'utf8'));
  });
});

function versionOf(path: string): string {
  return (JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string }).version;
}

async function newKey(kid: string, alg: string): Promise<{ privateJwk: JWK; publicJwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const named = { kid, alg };
  return {
    privateJwk: { ...(await exportJWK(privateKey)), ...named },
    publicJwk: { ...(await exportJWK(publicKey)), ...named },
  };
}

function memoryStorage() {
  const values = new Map<string, unknown>();
  return {
    get: async (key: string) => values.get(key) as LaunchState | undefined,
    set: async (key: string, value: unknown) => {
      values.set(key, value);
      return value;
    },
    unset: async (key: string) => values.delete(key),
  };
}

/** The document: its introduction, then what the tests wrote. */
function markdown(parts: string[]): string {
  const introduction = [
    '# A recorded run of fhirclient',
    '<!-- Written by test/conformance/fhirclient.spec.ts with UPDATE_DOCS=1; do not edit by hand. -->',
    `What [fhirclient](https://github.com/smart-on-fhir/client-js) ${VERSION}, the JavaScript library of SMART Health IT, and Wardkey ${versionOf('../../package.json')} say to one another: the real library in a server-side app, over HTTP, against Wardkey and the sandbox’s FHIR server. The test that makes this recording compares it with this file at every run.`,
    'In every exchange the first line says who asks whom, then comes the request with its parameters one to a line, then after the arrow the answer. Addresses are examples in the place of those of the test; tokens, codes and other values that differ in every run stand as a name in braces, the same name for the same value. `…` stands for members that are left out, and of a search result stand the references only. The person’s way through the pages is left out too: it is the same for every app and told in [architecture](../architecture.md#one-sign-in-room-by-room).',
  ];
  return `${[...introduction, ...parts].join('\n\n')}\n`;
}
