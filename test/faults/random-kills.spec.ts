import { jest } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type FhirServer, startFhirServer } from 'wardkey-sandbox/fhir-server/fhir-server.js';
import { openDatabase, sqliteFile } from '../support/database.js';
import { CALLBACK, freePort, type Hospital, RESOURCE_SERVER } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import {
  scriptedHospital,
  type ScriptedProvider,
  startScriptedProvider,
} from '../support/scripted-provider.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { startWardkeyProcess, type WardkeyProcess } from '../support/wardkey-process.js';

/** How often the process is killed. `npm run test:faults` does it a thousand times. */
const ROUNDS = (globalThis as { FAULT_ROUNDS?: number }).FAULT_ROUNDS ?? 8;
const MARIA = { sub: 'maria', name: 'Maria Lindqvist', fhirUser: 'Practitioner/maria-lindqvist' };
const CHAINS = 4;

// A start of the process takes seconds on a slow machine.
jest.setTimeout(120_000 + ROUNDS * 30_000);

/** One of the ways an app has of keeping access: each refresh token that it was given. */
interface Chain {
  app: SmartApp;
  code: string;
  newest: string;
}

/** What the server has answered. Nothing of it may be lost. */
interface History {
  tokensIssued: number;
  assertions: string[];
  revoked: Array<{ app: SmartApp; token: string }>;
}

describe.each([
  ['SQLite', true],
  ['PostgreSQL', hasPostgresql],
])('kill -9 at random moments under load, on %s', (name, isHere) => {
  const here = isHere ? it : it.skip;
  let postgresql: Postgresql | undefined;
  let provider: ScriptedProvider;
  let fhirServer: FhirServer;
  let wardkey: WardkeyProcess;
  let url: string;
  let sign: () => Promise<string>;

  beforeAll(async () => {
    if (!isHere) return;
    postgresql = name === 'PostgreSQL' ? await startPostgresql() : undefined;
    url = postgresql?.url ?? sqliteFile();
    // A token whose answer was lost may be used again for ten seconds, and a slow machine starts a process in more. So
    // the clock stands still.
    const now = Date.now();
    const iat = Math.floor(now / 1000);
    provider = await startScriptedProvider({ idToken: { ...MARIA, iat, exp: iat + 300 } });
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    fhirServer = await startFhirServer({
      authorizationServer: issuer,
      name: 'records',
      introspection: RESOURCE_SERVER,
      clock: () => new Date(now),
    });
    const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k' };
    let count = 0;
    sign = () =>
      new SignJWT({ iss: 'backend', sub: 'backend', aud: `${issuer}/token`, jti: `assertion-${++count}` })
        .setExpirationTime(iat + 240)
        .setProtectedHeader({ alg: 'ES384', kid: 'k', typ: 'JWT' })
        .sign(privateKey);
    const configuration = {
      database: { url },
      encryptionKey: Buffer.alloc(32, 7).toString('base64'),
      fhirServers: [{ name: 'records', baseUrl: fhirServer.baseUrl }],
      clients: [
        { clientId: 'chart', clientName: 'Growth Chart', redirectUris: [CALLBACK] },
        {
          clientId: 'backend',
          tokenEndpointAuthMethod: 'private_key_jwt',
          jwks: { keys: [jwk] },
          grantTypes: ['client_credentials'],
          scope: 'system/Patient.rs',
        },
      ],
      // What a kill leaves behind never expires, because the clock stands still.
      limits: {
        requestsPerMinute: 100_000,
        signInsPerMinute: 100_000,
        pendingPerAddress: 100_000,
        pendingInTotal: 100_000,
      },
      externalIdentityProviders: { identityProvider: [scriptedHospital(provider)] },
    };
    wardkey = await startWardkeyProcess(port, configuration, { stillClock: now });
  });
  afterAll(async () => {
    wardkey?.signal('SIGKILL');
    await wardkey?.ended;
    await provider?.close();
    await fhirServer?.close();
    await postgresql?.close();
  });

  const hospital = () => ({ issuer: wardkey.issuer, fhirServer }) as Hospital;

  async function newChain(history: History): Promise<Chain> {
    const app = new SmartApp(hospital());
    const browser = newBrowser({ keepsExpired: true });
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
      username: 'maria.lindqvist',
      patient: 'noah-jansen',
    });
    const code = app.answer(page).code!;
    const { status, body } = await app.redeem(code);
    expect([status, body.error]).toEqual([200, undefined]);
    history.tokensIssued += 1;
    return { app, code, newest: body.refresh_token as string };
  }

  async function refresh(chain: Chain, history: History): Promise<void> {
    const { status, body } = await chain.app.refresh(chain.newest);
    expect([status, body.error]).toEqual([200, undefined]);
    chain.newest = body.refresh_token as string;
    history.tokensIssued += 1;
  }

  const useAssertion = (assertion: string) =>
    new SmartApp(hospital()).post('/token', {
      grant_type: 'client_credentials',
      scope: 'system/Patient.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });

  /** Everything at once, until the connections are cut. */
  function load(chains: Chain[], history: History): Array<Promise<never>> {
    const endlessly = async (work: () => Promise<void>): Promise<never> => {
      for (;;) await work();
    };
    return [
      ...chains.map((chain) => endlessly(() => refresh(chain, history))),
      endlessly(async () => {
        const assertion = await sign();
        const { status } = await useAssertion(assertion);
        expect(status).toBe(200);
        history.tokensIssued += 1;
        history.assertions.push(assertion);
      }),
      endlessly(async () => {
        const { app, newest } = await newChain(history);
        const { status } = await app.revoke(newest);
        expect(status).toBe(200);
        history.revoked.push({ app, token: newest });
      }),
    ];
  }

  here(`what was answered holds, and nothing is used twice (${ROUNDS} times)`, async () => {
    proves('FI-08');
    const history: History = { tokensIssued: 0, assertions: [], revoked: [] };
    const chains: Chain[] = [];
    for (let index = 0; index < CHAINS; index++) chains.push(await newChain(history));
    for (let round = 0; round < ROUNDS; round++) {
      const ends = Promise.allSettled(load(chains, history));
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 400));
      wardkey.signal('SIGKILL');
      await wardkey.ended;
      // Each ends because its connection is cut, never because something is refused.
      for (const end of await ends)
        expect(String((end as PromiseRejectedResult).reason)).toMatch(
          /fetch failed|terminated|other side closed/,
        );
      wardkey = await wardkey.again();
      for (const chain of chains) {
        await refresh(chain, history);
        expect((await chain.app.redeem(chain.code)).body.error).toBe('invalid_grant');
      }
      for (const assertion of history.assertions.splice(0))
        expect((await useAssertion(assertion)).body.error).toBe('invalid_client');
      for (const { app, token } of history.revoked.splice(0))
        expect((await app.refresh(token)).body.error).toBe('invalid_grant');
      // A code that comes again ends its access, so each round begins with new chains.
      chains.length = 0;
      for (let index = 0; index < CHAINS; index++) chains.push(await newChain(history));
    }
    wardkey.signal('SIGTERM');
    expect(await wardkey.ended).toBe(0);
    const database = await openDatabase(url);
    const [{ rows }] = await database.query(
      `SELECT count(*) AS rows FROM audit_event WHERE event = 'token.issued'`,
    );
    expect(Number(rows)).toBeGreaterThanOrEqual(history.tokensIssued);
    if (name === 'SQLite')
      expect(await database.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    await database.destroy();
    expect(wardkey.output()).not.toMatch(/unhandled|uncaught/i);
  });
});
