import { jest } from '@jest/globals';
import { type FhirServer, startFhirServer } from 'wardkey-sandbox/fhir-server/fhir-server.js';
import { CALLBACK, freePort, type Hospital, RESOURCE_SERVER } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import {
  scriptedHospital,
  type ScriptedProvider,
  startScriptedProvider,
} from '../support/scripted-provider.js';
import { getTokens, SmartApp } from '../support/smart-app.js';
import { startWardkeyProcess, type WardkeyProcess } from '../support/wardkey-process.js';

if (!hasPostgresql) console.warn('skipped: there is no PostgreSQL 15 in /usr/lib/postgresql/15/bin');

const MARIA = { sub: 'maria', name: 'Maria Lindqvist', fhirUser: 'Practitioner/maria-lindqvist' };
const WORKERS = 2;

// Each test starts three processes from TypeScript. The limit is three times what this takes on a slow machine.
jest.setTimeout(180_000);

(hasPostgresql ? describe : describe.skip)('two workers on PostgreSQL', () => {
  let postgresql: Postgresql;
  let provider: ScriptedProvider;
  let fhirServer: FhirServer;
  let port: number;
  let wardkey: WardkeyProcess;
  let hospital: Hospital;

  beforeAll(async () => {
    postgresql = await startPostgresql();
    provider = await startScriptedProvider({ idToken: MARIA });
    port = await freePort();
    fhirServer = await startFhirServer({
      authorizationServer: `http://127.0.0.1:${port}`,
      name: 'records',
      introspection: RESOURCE_SERVER,
    });
  }, 60_000);
  beforeEach(async () => {
    wardkey = await startWardkeyProcess(
      port,
      {
        encryptionKey: Buffer.alloc(32, 3).toString('base64'),
        database: { url: postgresql.url },
        fhirServers: [{ name: 'records', baseUrl: fhirServer.baseUrl }],
        clients: [{ clientId: 'chart', clientName: 'Growth Chart', redirectUris: [CALLBACK] }],
        externalIdentityProviders: { identityProvider: [scriptedHospital(provider)] },
      },
      { workers: WORKERS },
    );
    await wardkey.says(/serves \(2 of 2\)/);
    hospital = { issuer: wardkey.issuer, fhirServer } as Hospital;
  }, 120_000);
  afterEach(async () => {
    wardkey.signal('SIGTERM');
    await wardkey.ended;
  });
  afterAll(async () => {
    await provider?.close();
    await fhirServer?.close();
    await postgresql?.close();
  });

  /** The ids of the processes that served first, in the order in which they began. */
  const pids = () => [...wardkey.output().matchAll(/worker (\d+) serves/g)].map(([, pid]) => Number(pid));
  const signIn = () => getTokens(hospital, { username: '' });

  /** Uses refresh tokens one after the other. An answer that was lost is asked for again. */
  async function chain(until: () => boolean): Promise<{ refreshed: number; lost: number; refused: string[] }> {
    const { app, tokens } = await signIn();
    let token = tokens.refresh_token as string;
    const result = { refreshed: 0, lost: 0, refused: [] as string[] };
    while (!until() && result.refused.length === 0) {
      const answer = await app.refresh(token).catch(() => undefined);
      if (!answer || answer.status === 503) result.lost += 1;
      else if (answer.status === 200) {
        token = answer.body.refresh_token as string;
        result.refreshed += 1;
      } else result.refused.push(`${answer.status} ${answer.body.error}`);
    }
    const last = await app.refresh(token);
    if (last.status !== 200) result.refused.push(`at the end: ${last.status} ${last.body.error}`);
    return result;
  }

  it('share one sign-in: each of its requests may reach another process', async () => {
    const { app, tokens } = await signIn();
    // Each connection goes to the next process.
    for (let turn = 0; turn < 4; turn += 1) {
      const { status, body } = await new SmartApp(hospital).post(
        '/token',
        { grant_type: 'refresh_token', refresh_token: tokens.refresh_token as string, client_id: 'chart' },
        { connection: 'close' },
      );
      expect(status).toBe(200);
      tokens.refresh_token = body.refresh_token;
    }
    expect((await app.refresh(tokens.refresh_token as string)).status).toBe(200);
  });

  it('one that is killed under load loses nothing that was answered; the other goes on, and a third takes its place', async () => {
    proves('FI-50');
    const [victim] = pids();
    let isOver = false;
    const chains = Array.from({ length: 4 }, () => chain(() => isOver));
    await wardkey.says(/serves \(2 of 2\)/);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    process.kill(victim!, 'SIGKILL');
    await wardkey.says(new RegExp(`worker ${victim} ended \\(SIGKILL\\)`));
    await wardkey.says(/serves \(2 of 2\)[^]+serves \(2 of 2\)/);
    isOver = true;
    const results = await Promise.all(chains);
    expect(results.flatMap(({ refused }) => refused)).toEqual([]);
    expect(Math.min(...results.map(({ refreshed }) => refreshed))).toBeGreaterThan(5);
    expect(new Set(pids()).size).toBe(3);
  });

  it('SIGTERM lets each of them finish its requests, and the whole ends with 0', async () => {
    proves('FI-09');
    let isOver = false;
    const chains = Array.from({ length: 4 }, async () => {
      const { app, tokens } = await signIn();
      let token = tokens.refresh_token as string;
      const answered: number[] = [];
      while (!isOver) {
        const answer = await app.refresh(token).catch(() => undefined);
        // No connection: it has stopped.
        if (!answer) break;
        answered.push(answer.status);
        token = answer.body.refresh_token as string;
      }
      return answered;
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    wardkey.signal('SIGTERM');
    expect(await wardkey.ended).toBe(0);
    isOver = true;
    const answered = await Promise.all(chains);
    expect(new Set(answered.flat())).toEqual(new Set([200]));
    expect(wardkey.output().match(/every request is answered/g)).toHaveLength(WORKERS);
  });
});

describe('--workers', () => {
  it('with SQLite is refused, and the message says why', async () => {
    await expect(startWardkeyProcess(await freePort(), {}, { workers: 2 })).rejects.toThrow(
      /ended \(1\)[^]+database\.url: must be a PostgreSQL database for --workers 2/,
    );
  });

  it('that cannot start at all ends at once with the exit code of its first process', async () => {
    const unreachable = {
      encryptionKey: Buffer.alloc(32, 3).toString('base64'),
      database: { url: 'postgres://wardkey@127.0.0.1:1/wardkey' },
    };
    await expect(startWardkeyProcess(await freePort(), unreachable, { workers: 3 })).rejects.toThrow(
      /ended \(1\)[^]+could not start \(1\), and no other serves/,
    );
  });
});
