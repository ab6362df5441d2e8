import { ConsoleLogger, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PostgresClient, PostgresPool } from '#src/database/postgres.js';
import { onDatabase } from '../support/database.js';
import { type Hospital, RESOURCE_SERVER_BASIC, startHospital } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };

(hasPostgresql ? describe : describe.skip)('while PostgreSQL cannot be reached', () => {
  let postgresql: Postgresql;
  let hospital: Hospital;
  let tokens: Record<string, any>;
  let app: SmartApp;

  beforeAll(async () => {
    postgresql = await startPostgresql();
    hospital = await startHospital({
      configure: (configuration) => Object.assign(configuration, onDatabase(postgresql.url)),
    });
    ({ app, tokens } = await getTokens(hospital, MARIA));
    // Each failure is an error in the log, and here they are intended.
    Logger.overrideLogger(false);
  });
  afterAll(async () => {
    Logger.overrideLogger(new ConsoleLogger());
    await hospital?.close();
    await postgresql?.close();
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${hospital.issuer}${path}`, { headers, redirect: 'manual' });
  const refresh = () => app.refresh(tokens.refresh_token as string);
  const introspect = () =>
    app.post(
      '/introspect',
      { token: tokens.access_token as string },
      { authorization: RESOURCE_SERVER_BASIC },
    );

  /** What each kind of caller gets: app, resource server, person, administrator. */
  async function refused(): Promise<void> {
    for (const { status, headers, body } of [await refresh(), await introspect()]) {
      expect([status, headers.get('retry-after')]).toEqual([503, '1']);
      expect(body.error).toBe('temporarily_unavailable');
    }
    const page = await get(
      new URL(app.authorizationUrl()).pathname + new URL(app.authorizationUrl()).search,
      {
        accept: 'text/html',
      },
    );
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await page.text()).toMatch(/<h1>/);
    const me = await get('/userinfo', { authorization: `Bearer ${tokens.access_token as string}` });
    expect(me.status).toBe(503);
  }

  /** Nothing was used up or lost meanwhile. */
  async function whole(): Promise<void> {
    const again = await refresh();
    expect(again.status).toBe(200);
    ({ body: tokens } = again);
    expect((await introspect()).body.active).toBe(true);
    const browser = newBrowser();
    expect((await browser.get(new SmartApp(hospital).authorizationUrl())).status).toBe(200);
  }

  it('because it stopped, each request is answered with 503, and all works when it is back', async () => {
    proves('FI-14');
    await postgresql.stop();
    await refused();
    const [live, ready] = [await get('/health/live'), await get('/health/ready')];
    expect([live.status, ready.status]).toEqual([200, 503]);
    expect(await ready.json()).toMatchObject({ database: 'down' });
    await postgresql.start();
    await whole();
    expect((await get('/health/ready')).status).toBe(200);
  }, 60_000);

  it('because it was started again in the middle of requests, each answer is right or 503', async () => {
    proves('FI-14');
    const asked = Array.from({ length: 200 }, async (_none, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 5));
      return (await introspect()).status;
    });
    await postgresql.stop();
    await postgresql.start();
    const statuses = new Set(await Promise.all(asked));
    for (const status of statuses) expect([200, 503]).toContain(status);
    await whole();
  }, 60_000);

  it('because no connection is free, requests are answered with 503', async () => {
    proves('FI-16');
    const { master } = hospital.app.get(DataSource).driver as unknown as { master: PostgresPool };
    const taken: PostgresClient[] = [];
    for (let count = 0; count < 10; count++) taken.push(await master.connect());
    expect((await introspect()).status).toBe(503);
    for (const client of taken) client.release();
    await whole();
  }, 60_000);

  it('because a table is locked for long, requests are answered with 503', async () => {
    proves('FI-16');
    const { master } = hospital.app.get(DataSource).driver as unknown as { master: PostgresPool };
    const client = await master.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE oidc_artifact IN ACCESS EXCLUSIVE MODE');
    expect((await introspect()).status).toBe(503);
    await client.query('ROLLBACK');
    client.release();
    await whole();
  }, 60_000);

  it('because the audit log cannot be written, a code is answered with 503 and stays unused', async () => {
    proves('FI-43');
    const unused = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(unused.authorizationUrl()), MARIA);
    const { code } = unused.answer(page);
    const database = hospital.app.get(DataSource);
    await database.query(`CREATE FUNCTION no_audit() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE 'no audit'; END $$`);
    await database.query('CREATE TRIGGER no_audit BEFORE INSERT ON audit_event EXECUTE FUNCTION no_audit()');
    expect((await unused.redeem(code!)).status).toBe(503);
    await database.query('DROP TRIGGER no_audit ON audit_event');
    expect((await unused.redeem(code!)).status).toBe(200);
  }, 60_000);

  it('because a request and another transaction stop each other, it is answered with 503, and nothing of it stays', async () => {
    proves('FI-17');
    const { master } = hospital.app.get(DataSource).driver as unknown as { master: PostgresPool };
    const client = await master.connect();
    await client.query('BEGIN');
    // So that PostgreSQL ends the request and not this transaction.
    await client.query(`SET LOCAL deadlock_timeout = '1min'`);
    await client.query('LOCK TABLE audit_event IN SHARE MODE');
    const refreshed = refresh();
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE 'INSERT INTO audit_event%'`;
    while ((await hospital.app.get(DataSource).query<unknown[]>(waiting)).length === 0);
    // The request has changed this row.
    await client.query(`UPDATE oidc_artifact SET uid = uid WHERE model = 'RefreshToken'`);
    const { status, headers, body } = await refreshed;
    expect([status, headers.get('retry-after'), body.error]).toEqual([503, '1', 'temporarily_unavailable']);
    await client.query('ROLLBACK');
    client.release();
    await whole();
  }, 60_000);
});
