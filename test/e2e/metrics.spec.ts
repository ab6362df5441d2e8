import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Monitoring } from '#src/monitoring/monitoring.js';
import { accountWithPassword, typePassword } from '../support/accounts.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { hasPostgresql, startPostgresql } from '../support/postgresql.js';
import { getTokens, newBrowser, SmartApp } from '../support/smart-app.js';

const addressOf = (hospital: Hospital) => hospital.app.get(Monitoring, { strict: false }).metricsAddress!;

/** The value of each series, by its name and labels. */
async function seriesOf(hospital: Hospital): Promise<Map<string, number>> {
  const text = await (await fetch(addressOf(hospital))).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name, value] = /^(.*) (\S+)$/.exec(line)!;
      return [name!, Number(value)];
    }),
  );
}

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

describe('the metrics', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await startHospital({ configure: (configuration) => (configuration.metrics = { port: 0 }) });
  });
  afterAll(() => hospital.close());

  it('are served on a port of their own, and nowhere else', async () => {
    const address = addressOf(hospital);
    expect(new URL(address).hostname).toBe('127.0.0.1');
    expect(new URL(address).port).not.toBe(new URL(hospital.issuer).port);
    expect((await fetch(`${hospital.issuer}/metrics`)).status).toBe(404);
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const { origin } = new URL(address);
    expect((await fetch(`${origin}/token`)).status).toBe(404);
    expect((await fetch(address, { method: 'POST' })).status).toBe(405);
    expect(await (await fetch(address, { method: 'HEAD' })).text()).toBe('');
  });

  it('count a sign-in: its requests by route, the other servers, the commits, the events, the tokens', async () => {
    const before = await seriesOf(hospital);
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    await app.refresh(tokens.refresh_token);
    await app.post('/introspect', { token: tokens.access_token }, basic(RESOURCE_SERVER.client_id, RESOURCE_SERVER.client_secret)); // prettier-ignore
    const after = await seriesOf(hospital);
    const grown = (series: string) => (after.get(series) ?? 0) - (before.get(series) ?? 0);
    for (const [route, method, status] of [
      ['/authorize', 'GET', '3xx'],
      ['/interaction/:uid', 'GET', '3xx'],
      ['/federation/:scheme/signin', 'GET', '3xx'],
      ['/interaction/:uid/login', 'GET', '3xx'],
      ['/interaction/:uid/consent', 'POST', '3xx'],
      ['/introspect', 'POST', '2xx'],
    ]) {
      const labels = `route="${route}",method="${method}",status="${status}"`;
      expect([labels, grown(`wardkey_http_request_duration_seconds_count{${labels}}`)]).toEqual([
        labels,
        expect.any(Number),
      ]);
      expect(grown(`wardkey_http_request_duration_seconds_count{${labels}}`)).toBeGreaterThan(0);
    }
    expect(grown('wardkey_sign_ins_total{outcome="succeeded",reason="",scheme="hospital"}')).toBe(1);
    expect(grown('wardkey_token_responses_total{grant_type="authorization_code",error=""}')).toBe(1);
    expect(grown('wardkey_token_responses_total{grant_type="refresh_token",error=""}')).toBe(1);
    expect(grown('wardkey_audit_events_total{event="consent.given",outcome="success"}')).toBe(1);
    for (const server of ['purpose="identity-provider",name="hospital"', 'purpose="fhir",name="records"'])
      expect(
        grown(`wardkey_outgoing_request_duration_seconds_count{${server},outcome="2xx"}`),
      ).toBeGreaterThan(0);
    expect(grown('wardkey_commit_wait_seconds_count{outcome="saved"}')).toBeGreaterThan(3);
    expect(after.get('wardkey_http_requests_under_way')).toBe(0);
    expect(after.get('wardkey_pressure_ratio')).toBeLessThan(1);
    for (const figure of ['process_resident_memory_bytes', 'nodejs_heap_size_used_bytes'])
      expect(after.get(figure)).toBeGreaterThan(1_000_000);
    const processor = 'process_cpu_seconds_total';
    expect(after.get(processor)).toBeGreaterThan(before.get(processor)!);
  });

  it('count refusals with their reason', async () => {
    await accountWithPassword(hospital, 'nurse@clinic.example');
    const before = await seriesOf(hospital);
    const browser = newBrowser();
    const app = new SmartApp(hospital);
    await typePassword(browser, await browser.get(app.authorizationUrl()), 'nurse@clinic.example', 'wrong');
    await app.post('/token', { grant_type: 'refresh_token', refresh_token: 'unknown', client_id: 'chart' });
    const after = await seriesOf(hospital);
    const grown = (series: string) => (after.get(series) ?? 0) - (before.get(series) ?? 0);
    expect(grown('wardkey_sign_ins_total{outcome="refused",reason="wrong_password",scheme=""}')).toBe(1);
    expect(grown('wardkey_token_responses_total{grant_type="refresh_token",error="invalid_grant"}')).toBe(1);
  });

  it('get no new series and no word from whatever clients send', async () => {
    proves('PV-3 TM-52');
    const send = async (word: string) => {
      const form = { grant_type: word, client_id: word, scope: word, code: word, refresh_token: word };
      const app = new SmartApp(hospital);
      for (const method of ['GET', 'POST', 'DELETE', 'PURGE', 'PROPFIND', 'LOCK'])
        for (const path of [
          `/${word}`,
          `/interaction/${word}/login`,
          `/federation/${word}/signin`,
          '/jwks',
          '/token',
        ])
          await fetch(`${hospital.issuer}${path}?${word}=${word}`, { method, redirect: 'manual' });
      for (const grant of [word, 'authorization_code', 'refresh_token'])
        await app.post('/token', { ...form, grant_type: grant });
      await app.post('/token', { grant_type: 'client_credentials' }, basic(word, word));
      await fetch(app.authorizationUrl({ client_id: word }), { redirect: 'manual' });
      await fetch(app.authorizationUrl({ scope: word, aud: `https://${word}.example` }), {
        redirect: 'manual',
      });
      await fetch(`${hospital.issuer}/api/v1/accounts/${word}`, {
        headers: { authorization: `Bearer ${word}` },
      });
    };
    await send('canaryone');
    const first = await seriesOf(hospital);
    for (const word of ['canarytwo', 'canarythree', 'canaryfour']) await send(word);
    const later = await seriesOf(hospital);
    expect([...later.keys()].filter((series) => !first.has(series))).toEqual([]);
    expect([...later.keys()].filter((series) => /canary/i.test(series))).toEqual([]);
    expect(later.get('wardkey_http_request_duration_seconds_count{route="none",method="other",status="4xx"}')).toBeGreaterThan(0); // prettier-ignore
  });
});

it('say when secrets of clients end and when keys that sign are replaced, and how many end soon; no client is named', async () => {
  const days = (count: number) => Math.floor(Date.now() / 1000) + count * 86_400;
  const [soon, late] = [days(20), days(40)];
  const hospital = await startHospital({
    configure: (configuration) => {
      configuration.metrics = { port: 0 };
      configuration.signingKeys = { rotateAfterDays: 90 };
      for (const [clientId, end] of [
        ['ends-soon', soon],
        ['ends-late', late],
      ] as const)
        // prettier-ignore
        configuration.clients.push({
          clientId,
          clientSecrets: [{ value: `the-secret-of-${clientId}`, expiresAt: new Date(end * 1000).toISOString().replace('.000', '') }],
          tokenEndpointAuthMethod: 'client_secret_basic',
          grantTypes: ['client_credentials'],
          scope: 'system/Patient.rs',
        });
    },
  });
  try {
    const series = await seriesOf(hospital);
    expect(series.get('wardkey_next_expiry_timestamp_seconds{kind="client_secret"}')).toBe(soon);
    expect(series.get('wardkey_expiring_soon{kind="client_secret"}')).toBe(1);
    expect(series.get('wardkey_expiring_soon{kind="identity_provider_certificate"}')).toBe(0);
    expect([...series.keys()].filter((name) => name.includes('expiry'))).toHaveLength(1);
    for (const alg of ['RS256', 'ES256'])
      expect(series.get(`wardkey_signing_key_rotation_timestamp_seconds{alg="${alg}"}`)).toBeGreaterThan(days(89)); // prettier-ignore
    expect([...series.keys()].join()).not.toMatch(/ends-/);
  } finally {
    await hospital.close();
  }
});

describe('the start', () => {
  it('fails with the place and what to do when the port of the metrics is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      await expect(
        startHospital({ configure: (configuration) => (configuration.metrics = { port }) }),
      ).rejects.toThrow(
        `metrics.port: cannot listen on 127.0.0.1:${port} (EADDRINUSE): another process listens there. End that process, or choose another metrics.port.`,
      );
    } finally {
      other.close();
    }
  });
});

(hasPostgresql ? describe : describe.skip)('with PostgreSQL', () => {
  it('the metrics have the connections of the pool', async () => {
    const postgresql = await startPostgresql();
    const hospital = await startHospital({
      configure: (configuration) => {
        configuration.metrics = { port: 0 };
        configuration.database = { url: postgresql.url };
        configuration.encryptionKey = Buffer.alloc(32, 7).toString('base64');
      },
    });
    try {
      await getTokens(hospital, { username: 'maria.lindqvist' });
      const series = await seriesOf(hospital);
      expect(series.get('wardkey_database_connections{state="idle"}')).toBeGreaterThan(0);
      expect(series.get('wardkey_database_connections{state="waiting"}')).toBe(0);
      expect(series.get('wardkey_commit_wait_seconds_count{outcome="saved"}')).toBeGreaterThan(3);
    } finally {
      await hospital.close();
      await postgresql.close();
    }
  });
});
