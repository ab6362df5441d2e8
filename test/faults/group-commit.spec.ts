import { jest } from '@jest/globals';
import { type FhirServer, startFhirServer } from 'wardkey-sandbox/fhir-server/fhir-server.js';
import { onDatabase } from '../support/database.js';
import { CALLBACK, freePort, type Hospital, RESOURCE_SERVER } from '../support/hospital.js';
import {
  scriptedHospital,
  type ScriptedProvider,
  startScriptedProvider,
} from '../support/scripted-provider.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { type ProcessOptions, startWardkeyProcess, type WardkeyProcess } from '../support/wardkey-process.js';

const MARIA = { sub: 'maria', name: 'Maria Lindqvist', fhirUser: 'Practitioner/maria-lindqvist' };

// Each test starts processes, some several times: three times what it takes on a slow machine.
jest.setTimeout(120_000);

let provider: ScriptedProvider;
let fhirServer: FhirServer;
let port: number;
let wardkey: WardkeyProcess;
let database: Record<string, unknown>;

beforeAll(async () => {
  provider = await startScriptedProvider({ idToken: MARIA });
  port = await freePort();
  fhirServer = await startFhirServer({
    authorizationServer: `http://127.0.0.1:${port}`,
    name: 'records',
    introspection: RESOURCE_SERVER,
  });
});
afterEach(async () => {
  wardkey?.signal('SIGKILL');
  await wardkey?.ended;
});
afterAll(async () => {
  await provider.close();
  await fhirServer.close();
});

const start = (options: ProcessOptions = {}) =>
  startWardkeyProcess(
    port,
    {
      ...database,
      fhirServers: [{ name: 'records', baseUrl: fhirServer.baseUrl }],
      clients: [{ clientId: 'chart', clientName: 'Growth Chart', redirectUris: [CALLBACK] }],
      limits: { requestsPerMinute: 100_000, signInsPerMinute: 10_000 },
      externalIdentityProviders: {
        identityProvider: [scriptedHospital(provider)],
      },
    },
    options,
  );

async function signIn() {
  const app = new SmartApp({ issuer: wardkey.issuer, fhirServer } as Hospital);
  const browser = newBrowser();
  const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
    username: 'maria.lindqvist',
    patient: 'noah-jansen',
  });
  return { app, code: app.answer(page).code! };
}

async function crashAtTheNextCommit(work: () => Promise<unknown>): Promise<void> {
  wardkey.signal('SIGWINCH');
  await wardkey.says(/crashes at the next commit/);
  await expect(work()).rejects.toThrow();
  expect(await wardkey.ended).toBe('SIGKILL');
  wardkey = await wardkey.again();
}

describe.each([
  ['SQLite', true],
  ['PostgreSQL', hasPostgresql],
])('kill -9 on %s', (name, isHere) => {
  const here = isHere ? it : it.skip;
  let postgresql: Postgresql | undefined;

  beforeAll(async () => {
    postgresql = isHere && name === 'PostgreSQL' ? await startPostgresql() : undefined;
    database = postgresql ? onDatabase(postgresql.url) : {};
  });
  afterAll(() => postgresql?.close());

  here('before a commit: nothing was answered, and the code is unused', async () => {
    proves('FI-01');
    wardkey = await start({ crashPoint: 'before commit' });
    const { app, code } = await signIn();
    await crashAtTheNextCommit(() => app.redeem(code));
    expect((await app.redeem(code)).status).toBe(200);
    expect((await app.redeem(code)).body.error).toBe('invalid_grant');
  });

  here('after a commit: the code is used, though its answer was lost', async () => {
    proves('FI-02');
    wardkey = await start({ crashPoint: 'after commit' });
    const { app, code } = await signIn();
    await crashAtTheNextCommit(() => app.redeem(code));
    expect((await app.redeem(code)).body.error).toBe('invalid_grant');
  });

  here('after the commit of a refresh: the same refresh token gives what was committed', async () => {
    proves('FI-03');
    // See below.
    wardkey = await start({ crashPoint: 'after commit', stillClock: Date.now() });
    const { app, code } = await signIn();
    const { body: tokens } = await app.redeem(code);
    await crashAtTheNextCommit(() => app.refresh(tokens.refresh_token as string));
    const repeated = await app.refresh(tokens.refresh_token as string);
    expect(repeated.status).toBe(200);
    const once = await app.refresh(repeated.body.refresh_token as string);
    const twice = await app.refresh(repeated.body.refresh_token as string);
    expect([once.status, twice.body.refresh_token]).toEqual([200, once.body.refresh_token]);
  });

  here(
    'at any moment under load loses no refresh token that a client was given, and brings no code back',
    async () => {
      proves('FI-03');
      // A token whose answer was lost may be used again for ten seconds, and a slow machine starts a process in more.
      wardkey = await start({ stillClock: Date.now() });
      const chains = await Promise.all(
        Array.from({ length: 6 }, async () => {
          const { app, code } = await signIn();
          const { body } = await app.redeem(code);
          return { app, code, newest: body.refresh_token as string };
        }),
      );
      for (const answersBefore of [3, 8, 17, 30]) {
        let answers = 0;
        let enough = () => {};
        const isEnough = new Promise<void>((resolve) => (enough = resolve));
        const running = chains.map(async (chain) => {
          for (;;) {
            const { status, body } = await chain.app.refresh(chain.newest);
            expect([status, body.error]).toEqual([200, undefined]);
            chain.newest = body.refresh_token as string;
            if (++answers === answersBefore) enough();
          }
        });
        const ends = Promise.allSettled(running);
        await Promise.race([isEnough, ends]);
        wardkey.signal('SIGKILL');
        await wardkey.ended;
        // Each chain ends because the connection is cut, never because a token is refused.
        for (const end of await ends)
          expect(String((end as PromiseRejectedResult).reason)).toMatch(
            /fetch failed|terminated|other side closed/,
          );
        wardkey = await wardkey.again();
      }
      for (const { app, newest, code } of chains) {
        expect((await app.refresh(newest)).status).toBe(200);
        expect((await app.redeem(code)).body.error).toBe('invalid_grant');
      }
    },
  );
});
