import type { ServerResponse } from 'node:http';
import { LoopDelay } from '#src/http/incoming/loop-delay.js';
import { Load } from '#src/http/incoming/load.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { postHead, RawConnection } from '../support/raw-http.js';
import { scriptedHospital, startScriptedProvider } from '../support/scripted-provider.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const MARIA = { sub: 'maria', name: 'Maria Lindqvist', fhirUser: 'Practitioner/maria-lindqvist' };

/** An event loop that is as late as the test says. */
class ScriptedLoop extends LoopDelay {
  /** As a share of what the settings allow. */
  share = 0;

  override start(): void {}

  override get milliseconds(): number {
    return this.share * 1_000;
  }
}

describe('a server that has too much to do', () => {
  const loop = new ScriptedLoop();
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await startHospital({
      override: (builder) => builder.overrideProvider(LoopDelay).useValue(loop),
      configure: (configuration) => {
        configuration.limits = { eventLoopDelayMilliseconds: 1_000 };
        configuration.registration = { mode: 'pending' };
      },
    });
  });
  afterEach(() => (loop.share = 0));
  afterAll(() => hospital.close());

  const get = (path: string) => fetch(hospital.issuer + path, { redirect: 'manual' });
  const post = (path: string, form: Record<string, string> = {}) =>
    fetch(hospital.issuer + path, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

  it('answers 503 with Retry-After, in the form that each caller understands', async () => {
    proves('FI-12');
    loop.share = 1;
    const token = await post('/token', { grant_type: 'client_credentials' });
    expect([token.status, token.headers.get('retry-after'), await token.json()]).toEqual([
      503,
      '2',
      {
        error: 'temporarily_unavailable',
        error_description: 'this server has too much to do at the moment; try again in 2 s',
      },
    ]);
    const page = await get('/account');
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await page.text()).toContain('Too many people are signing in at the moment');
    const api = await get('/api/v1/accounts');
    expect([api.status, api.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
  });

  it('keeps the connection, and the next request is answered as soon as there is room again', async () => {
    loop.share = 1.5;
    const connection = await RawConnection.open(hospital.issuer);
    const body = 'grant_type=client_credentials';
    const type = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
    };
    connection.send(postHead('/token', type) + body);
    expect((await connection.answer())!.status).toBe(503);
    loop.share = 0;
    connection.send(postHead('/token', type) + body);
    expect((await connection.answer())!.status).not.toBe(503);
    connection.hangUp();
  });

  it('still says whether it works, and still has its documents', async () => {
    await get('/jwks');
    loop.share = 10;
    for (const path of ['/health/live', '/health/ready', '/jwks']) expect((await get(path)).status).toBe(200);
  });

  it('at three quarters begins nothing new, and finishes what was begun', async () => {
    const browser = newBrowser();
    const app = new SmartApp(hospital);
    const started = await browser.get(app.authorizationUrl());
    loop.share = 0.75;
    expect((await fetch(app.authorizationUrl(), { redirect: 'manual' })).status).toBe(503);
    expect((await post('/par')).status).toBe(503);
    expect((await post('/register')).status).toBe(503);
    const page = await walkThrough(browser, started, { username: 'maria.lindqvist' });
    expect((await app.redeem(app.answer(page).code!)).status).toBe(200);
    loop.share = 0.74;
    expect((await fetch(app.authorizationUrl(), { redirect: 'manual' })).status).toBe(303);
  });
});

describe('requests under way', () => {
  it('count while their answer is being made: at the limit further ones are refused', async () => {
    proves('FI-12');
    const provider = await startScriptedProvider({ idToken: MARIA });
    const hospital = await startHospital({
      configure: (configuration) => {
        configuration.limits = { requestsAtOnce: 4 };
        configuration.externalIdentityProviders = { identityProvider: [scriptedHospital(provider)] };
      },
    });
    const load = hospital.app.get(Load, { strict: false });
    // The identity provider answers only when the test says so.
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
    try {
      const page = newBrowser().get(new SmartApp(hospital).authorizationUrl());
      await asked;
      expect([load.requestsUnderWay, load.pressure]).toEqual([1, 0.25]);
      const others = [1, 2, 3].map(() => ({ req: { socket: {} } }) as unknown as ServerResponse);
      for (const other of others) load.begin(other);
      expect((await fetch(`${hospital.issuer}/token`, { method: 'POST' })).status).toBe(503);
      expect((await fetch(`${hospital.issuer}/health/ready`)).status).toBe(200);
      for (const other of others) load.end(other);
      expect((await fetch(`${hospital.issuer}/token`, { method: 'POST' })).status).toBe(400);
      answer();
      await page;
      expect(load.requestsUnderWay).toBe(0);
    } finally {
      answer();
      await hospital.close();
      await provider.close();
    }
  });

  it('do not count while their body is sent slowly, and not when their client has left', async () => {
    const hospital = await startHospital({
      configure: (configuration) => (configuration.limits = { requestsAtOnce: 4 }),
    });
    const load = hospital.app.get(Load, { strict: false });
    try {
      const slow = await Promise.all(Array.from({ length: 8 }, () => RawConnection.open(hospital.issuer)));
      const type = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '100' };
      for (const connection of slow) connection.send(`${postHead('/token', type)}grant_type=`);
      await getTokens(hospital, { username: 'maria.lindqvist' });
      expect(load.requestsUnderWay).toBe(0);
      for (const connection of slow) connection.hangUp();
      await getTokens(hospital, { username: 'james.okafor' });
      expect(load.requestsUnderWay).toBe(0);
    } finally {
      await hospital.close();
    }
  });
});
