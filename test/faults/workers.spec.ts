import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

const MARIA = { sub: 'maria', name: 'Maria Lindqvist', fhirUser: 'Practitioner/maria-lindqvist' };
const WORKERS = 2;
const IN_TEN_DAYS = new Date(Date.now() + 10 * 86_400_000).toISOString().replace(/\.\d+/, '');

// Processes start from TypeScript. The limit is three times what this takes on a slow machine.
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
  beforeAll(async () => {
    wardkey = await startWardkeyProcess(
      port,
      {
        encryptionKey: Buffer.alloc(32, 3).toString('base64'),
        database: { url: postgresql.url },
        fhirServers: [{ name: 'records', baseUrl: fhirServer.baseUrl }],
        clients: [
          { clientId: 'chart', clientName: 'Growth Chart', redirectUris: [CALLBACK] },
          {
            clientId: 'service',
            clientSecrets: [{ value: 'the-secret-that-ends', expiresAt: IN_TEN_DAYS }],
            tokenEndpointAuthMethod: 'client_secret_basic',
            grantTypes: ['client_credentials'],
            scope: 'system/Patient.rs',
          },
        ],
        metrics: { port: 0 },
        externalIdentityProviders: { identityProvider: [scriptedHospital(provider)] },
      },
      { workers: WORKERS },
    );
    await wardkey.says(/serves \(2 of 2\)/);
    hospital = { issuer: wardkey.issuer, fhirServer } as Hospital;
  }, 120_000);
  afterAll(async () => {
    wardkey?.signal('SIGTERM');
    await wardkey?.ended;
    await provider?.close();
    await fhirServer?.close();
    await postgresql?.close();
  });

  /** The ids of the processes that served first, in the order in which they began. */
  const pids = () => [...wardkey.output().matchAll(/worker (\d+) serves/g)].map(([, pid]) => Number(pid));
  const signIn = () => getTokens(hospital, { username: '' });

  /** The metrics as a collector reads them, which waits ten seconds. */
  async function scrapeText(): Promise<string> {
    const [, address] = /metrics are served at (\S+?\/metrics)/.exec(wardkey.output())!;
    return (await fetch(address!, { signal: AbortSignal.timeout(10_000) })).text();
  }

  async function scrape(): Promise<Map<string, number>> {
    return new Map(
      [...(await scrapeText()).matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm)].map(([, series, value]) => [
        series!,
        Number(value),
      ]),
    );
  }

  /** Reads the metrics again until this series has this value. */
  async function scrapeUntil(series: string, value: number): Promise<Map<string, number>> {
    const found = await scrape();
    return found.get(series) === value ? found : scrapeUntil(series, value);
  }

  const REFRESHED = 'wardkey_token_responses_total{grant_type="refresh_token",error=""}';
  const workers = (state: string) => `wardkey_workers{state="${state}"}`;

  /** An app that uses its refresh tokens one after the other, until it is told to stop or gets no answer. */
  class Chain {
    readonly statuses: number[] = [];
    isOver = false;
    private told = () => {};
    /** Resolves when some tokens were used. */
    readonly isBusy = new Promise<void>((resolve) => (this.told = resolve));

    constructor(
      private readonly app: SmartApp,
      private token: string,
    ) {}

    /** @param asksAgain whether an answer that was lost is asked for again. */
    async run(asksAgain: boolean): Promise<void> {
      while (!this.isOver) {
        const answer = await this.app.refresh(this.token).catch(() => undefined);
        if (!answer && asksAgain) continue;
        if (!answer) break;
        this.statuses.push(answer.status);
        if (answer.status !== 200) break;
        this.token = answer.body.refresh_token as string;
        if (this.statuses.length === 5) this.told();
      }
    }

    async once(): Promise<number> {
      return (await this.app.refresh(this.token)).status;
    }
  }

  async function fourChains(): Promise<Chain[]> {
    const started = await Promise.all(Array.from({ length: 4 }, signIn));
    return started.map(({ app, tokens }) => new Chain(app, tokens.refresh_token as string));
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

  it('have their metrics in one answer: what they counted together, and the memory of each', async () => {
    const { app, tokens } = await signIn();
    const before = await scrape();
    let token = tokens.refresh_token as string;
    for (let turn = 0; turn < 6; turn += 1) token = (await app.refresh(token)).body.refresh_token as string;
    const after = await scrape();
    expect(after.get(REFRESHED)! - (before.get(REFRESHED) ?? 0)).toBe(6);
    for (const label of ['', '{worker="1"}', '{worker="2"}'])
      expect(after.get(`process_resident_memory_bytes${label}`)).toBeGreaterThan(1_000_000);
    expect(after.get(workers('answering'))).toBe(WORKERS);
    expect(after.get('wardkey_database_connections{state="idle"}')).toBeGreaterThan(0);
    // Each of them has looked for itself.
    expect(after.get('wardkey_expiring_soon{kind="client_secret"}')).toBe(1);
    expect(after.get('wardkey_next_expiry_timestamp_seconds{kind="client_secret"}')).toBe(
      Date.parse(IN_TEN_DAYS) / 1000,
    );
  });

  it('have their metrics also while one of them answers nothing, and for several collectors at once', async () => {
    const [, second] = pids();
    const before = (await scrape()).get(REFRESHED)!;
    process.kill(second!, 'SIGSTOP');
    try {
      const texts = await Promise.all([scrapeText(), scrapeText(), scrapeText()]);
      expect(new Set(texts).size).toBe(1);
      expect(texts[0]).toContain(`${workers('silent')} 1`);
      expect((await scrape()).get(REFRESHED)).toBe(before);
    } finally {
      process.kill(second!, 'SIGCONT');
    }
    expect((await scrapeUntil(workers('answering'), WORKERS)).get(REFRESHED)).toBe(before);
  });

  it('one that is killed under load loses nothing that was answered; the other goes on, and a third takes its place', async () => {
    proves('FI-50');
    const [victim] = pids();
    const chains = await fourChains();
    const runs = chains.map((chain) => chain.run(true));
    await Promise.all(chains.map(({ isBusy }) => isBusy));
    const counted = [(await scrape()).get(REFRESHED)!];
    process.kill(victim!, 'SIGKILL');
    counted.push((await scrape()).get(REFRESHED)!);
    await wardkey.says(new RegExp(`worker ${victim} ended \\(SIGKILL\\)`));
    counted.push((await scrapeUntil(workers('starting'), 1)).get(REFRESHED)!);
    await wardkey.says(/serves \(2 of 2\)[^]+serves \(2 of 2\)/);
    counted.push((await scrapeUntil(workers('answering'), WORKERS)).get(REFRESHED)!);
    // Otherwise Prometheus would count all of it once more.
    expect(counted).toEqual([...counted].sort((one, other) => one - other));
    const before = chains.map(({ statuses }) => statuses.length);
    for (const chain of chains) chain.isOver = true;
    await Promise.all(runs);
    expect(new Set(chains.flatMap(({ statuses }) => statuses))).toEqual(new Set([200]));
    expect(Math.min(...before)).toBeGreaterThan(5);
    expect(new Set(pids()).size).toBe(3);
    // The last token that each was given is still good.
    expect(await Promise.all(chains.map((chain) => chain.once()))).toEqual([200, 200, 200, 200]);
  });

  // This ends them, so it is the last test.
  it('SIGTERM lets each of them finish its requests, and the whole ends with 0', async () => {
    proves('FI-09');
    const chains = await fourChains();
    const runs = chains.map((chain) => chain.run(false));
    await Promise.all(chains.map(({ isBusy }) => isBusy));
    wardkey.signal('SIGTERM');
    expect(await wardkey.ended).toBe(0);
    await Promise.all(runs);
    expect(new Set(chains.flatMap(({ statuses }) => statuses))).toEqual(new Set([200]));
    expect(wardkey.output().match(/every request is answered/g)).toHaveLength(WORKERS);
  });
});

describe('--workers', () => {
  it('with SQLite is refused, and the message says why', async () => {
    await expect(startWardkeyProcess(await freePort(), {}, { workers: 2 })).rejects.toThrow(
      /ended \(78\)[^]+database\.url: must be a PostgreSQL database for --workers 2/,
    );
  });

  it('does not start when the port of the metrics is taken, and starts no worker', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const configuration = {
      encryptionKey: Buffer.alloc(32, 3).toString('base64'),
      metrics: { port },
      database: { url: 'postgres://wardkey@127.0.0.1:1/wardkey' },
    };
    try {
      await expect(startWardkeyProcess(await freePort(), configuration, { workers: 2 })).rejects.toThrow(
        `metrics.port: cannot listen on 127.0.0.1:${port} (EADDRINUSE)`,
      );
    } finally {
      other.close();
    }
  });

  it('that cannot start at all ends at once with the exit code of its first process', async () => {
    const unreachable = {
      encryptionKey: Buffer.alloc(32, 3).toString('base64'),
      database: { url: 'postgres://wardkey@127.0.0.1:1/wardkey' },
    };
    await expect(startWardkeyProcess(await freePort(), unreachable, { workers: 3 })).rejects.toThrow(
      /ended \(69\)[^]+could not start \(69\), and no other serves/,
    );
  });
});
