import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { jest } from '@jest/globals';
import { type FhirServer, startFhirServer } from 'wardkey-sandbox/fhir-server/fhir-server.js';
import { CALLBACK, freePort, type Hospital, RESOURCE_SERVER } from '../support/hospital.js';
import {
  scriptedHospital,
  type ScriptedProvider,
  startScriptedProvider,
} from '../support/scripted-provider.js';
import { proves } from '../support/proves.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';
import { startWardkeyProcess, type WardkeyProcess } from '../support/wardkey-process.js';

const MARIA = { sub: 'maria', name: 'Maria Lindqvist', fhirUser: 'Practitioner/maria-lindqvist' };

// Each test starts processes, some twice. The limit is three times what this takes on a slow machine.
jest.setTimeout(90_000);

let provider: ScriptedProvider;
let fhirServer: FhirServer;
let wardkey: WardkeyProcess;
let port: number;

beforeAll(async () => {
  provider = await startScriptedProvider({ idToken: MARIA });
  port = await freePort();
  const authorizationServer = `http://127.0.0.1:${port}`;
  fhirServer = await startFhirServer({
    authorizationServer,
    name: 'records',
    introspection: RESOURCE_SERVER,
  });
});
beforeEach(async () => {
  provider.script = { idToken: MARIA };
  wardkey = await startWardkeyProcess(port, {
    fhirServers: [{ name: 'records', baseUrl: fhirServer.baseUrl }],
    clients: [{ clientId: 'chart', clientName: 'Growth Chart', redirectUris: [CALLBACK] }],
    externalIdentityProviders: {
      identityProvider: [scriptedHospital(provider)],
    },
  });
}, 60_000);
afterEach(async () => {
  wardkey.signal('SIGKILL');
  await wardkey.ended;
});
afterAll(async () => {
  await provider.close();
  await fhirServer.close();
});

/** From now on the identity provider answers token requests only when the test says so. */
function holdTokenRequests() {
  let answer = () => {};
  const told = new Promise<void>((resolve) => (answer = resolve));
  const asked = new Promise<void>((resolve) => {
    const forge = async (claims: Record<string, unknown>) => {
      resolve();
      await told;
      return provider.signToken(claims);
    };
    provider.script = { idToken: MARIA, forge };
  });
  return { asked, answer: () => answer() };
}

/** A browser on its way back from the identity provider: the next address has the identity provider’s answer. */
async function onTheWayBack() {
  const browser = newBrowser();
  const app = new SmartApp({ issuer: wardkey.issuer, fhirServer } as Hospital);
  const stopAt = (url: URL) => url.pathname.endsWith('/login');
  const { url } = await browser.get(app.authorizationUrl(), { stopAt });
  const cookie = Object.entries(browser.cookies(url))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
  return { browser, url, cookie };
}

interface Answer {
  status?: number;
  location?: string;
  connection?: string;
}

/** Sends one request, without following redirects, on a connection that its client would keep open. */
function get(url: string, cookie: string, agent = new Agent({ keepAlive: true })): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { cookie }, agent }, (response) => {
      const { location, connection } = response.headers;
      response
        .resume()
        .on('end', () => resolve({ status: response.statusCode, location, connection }))
        .on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

describe('SIGTERM', () => {
  it('a sign-in under way gets its answer; new requests are refused; then the process exits with code 0', async () => {
    const { url, cookie } = await onTheWayBack();
    const held = holdTokenRequests();
    const answer = get(url, cookie);
    await held.asked;
    wardkey.signal('SIGTERM');
    await wardkey.says(/stopping: 1 request under way/);
    await expect(fetch(`${wardkey.issuer}/account`)).rejects.toThrow();
    const health = await fetch(`${wardkey.issuer}/health/ready`);
    expect([health.status, await health.json()]).toEqual([
      503,
      { status: 'down', database: 'up', writes: 'up', file: 'up', clock: 'up', keys: 'up', draining: true },
    ]);
    expect((await fetch(`${wardkey.issuer}/health/live`)).status).toBe(200);
    wardkey.signal('SIGTERM');
    held.answer();
    expect(await answer).toEqual({
      status: 303,
      location: expect.stringContaining('/authorize/'),
      connection: 'close',
    });
    expect(await wardkey.ended).toBe(0);
    expect(wardkey.output()).toMatch(/every request is answered/);
    expect(wardkey.output()).not.toMatch(/ERROR/);
  });

  it('idle connections are closed, and the process ends at once', async () => {
    const agent = new Agent({ keepAlive: true });
    expect(await get(`${wardkey.issuer}/health/live`, '', agent)).toMatchObject({
      status: 200,
      connection: 'keep-alive',
    });
    const silent = connect(Number(new URL(wardkey.issuer).port), '127.0.0.1');
    await new Promise((resolve) => silent.once('connect', resolve));
    const closed = new Promise((resolve) => silent.once('close', resolve));
    silent.on('error', () => {});
    wardkey.signal('SIGTERM');
    expect(await wardkey.ended).toBe(0);
    await closed;
    expect(wardkey.output()).toMatch(/stopping: 0 requests under way/);
    agent.destroy();
  });
});

describe('a process whose output nobody reads any more', () => {
  it('goes on, and ends in order', async () => {
    wardkey.closeOutput();
    // It writes a line about a client that does not exist.
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'nobody' });
    expect((await fetch(`${wardkey.issuer}/token`, { method: 'POST', body })).status).toBe(401);
    expect((await fetch(`${wardkey.issuer}/health/ready`)).status).toBe(200);
    wardkey.signal('SIGTERM');
    expect(await wardkey.ended).toBe(0);
  });
});

describe('a process that is killed in the middle of a sign-in', () => {
  it('after the answer of the identity provider was used: the same address leads to the identity provider once more', async () => {
    proves('FI-04');
    const { browser, url, cookie } = await onTheWayBack();
    const held = holdTokenRequests();
    const lost = get(url, cookie).catch(() => 'lost');
    await held.asked;
    wardkey.signal('SIGKILL');
    await wardkey.ended;
    expect(await lost).toBe('lost');
    held.answer();
    provider.script = { idToken: MARIA };
    wardkey = await wardkey.again();
    const page = await browser.get(url);
    expect([page.status, page.h1]).toEqual([200, 'Choose a patient']);
    // The identity provider is asked again, because its answer cannot be used twice.
    expect(new Set(provider.authorizationRequests.map((asked) => asked.get('state'))).size).toBe(
      provider.authorizationRequests.length,
    );
  });

  it('after the person was signed in and the answer was lost: the same address leads to the next step', async () => {
    proves('FI-04');
    const { browser, url, cookie } = await onTheWayBack();
    expect((await get(url, cookie)).status).toBe(303);
    wardkey.signal('SIGKILL');
    await wardkey.ended;
    wardkey = await wardkey.again();
    provider.authorizationRequests.length = 0;
    const page = await browser.get(url);
    expect([page.status, page.h1]).toEqual([200, 'Choose a patient']);
    expect(provider.authorizationRequests).toEqual([]);
  });
});
