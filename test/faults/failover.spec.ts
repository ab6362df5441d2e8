import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { stringify } from 'yaml';
import { restore } from '#src/cli/restore.js';
import { sha256 } from '#src/crypto/handle.js';
import { onDatabase } from '../support/database.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql, startStandby } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { type SlowLine, slowLine } from '../support/two-nodes.js';

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };

(hasPostgresql ? describe : describe.skip)('when PostgreSQL fails and its standby takes over', () => {
  let primary: Postgresql;
  let standby: Postgresql;
  /** How the standby hears of what is written. */
  let replication: SlowLine;
  /** How Wardkey reaches the database. */
  let address: SlowLine;
  let hospital: Hospital;
  let configuration: Record<string, any>;

  beforeEach(async () => {
    primary = await startPostgresql();
    replication = await slowLine(primary.port);
    standby = await startStandby(replication.port);
    address = await slowLine(primary.port);
    const url = new URL(primary.url);
    url.port = String(address.port);
    hospital = await startHospital({
      configure: (given) => {
        configuration = Object.assign(given, onDatabase(url.href));
      },
    });
    // Each failure is an error in the log, and here they are intended.
    Logger.overrideLogger(false);
  }, 60_000);
  afterEach(async () => {
    jest.restoreAllMocks();
    Logger.overrideLogger(new ConsoleLogger());
    replication?.mend();
    await hospital?.close();
    for (const one of [address, replication, standby, primary]) await one?.close();
  }, 60_000);

  const ask = async <T>(postgresql: Postgresql, ...statements: string[]): Promise<T[]> => {
    const dataSource = await new DataSource({ type: 'postgres', url: postgresql.url }).initialize();
    let rows: T[] = [];
    for (const statement of statements) rows = await dataSource.query<T[]>(statement);
    await dataSource.destroy();
    return rows;
  };
  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const isReady = async () => (await fetch(`${hospital.issuer}/health/ready`)).status === 200;

  /** A commit is answered when the standby has it, too. */
  async function makeSynchronous(): Promise<void> {
    await ask(primary, `ALTER SYSTEM SET synchronous_standby_names = '*'`, 'SELECT pg_reload_conf()');
    await until(async () => {
      const rows = await ask<{ sync_state: string }>(primary, 'SELECT sync_state FROM pg_stat_replication');
      return rows.some(({ sync_state: state }) => state === 'sync');
    });
  }

  async function failOver(): Promise<void> {
    await primary.crash();
    await ask(standby, 'SELECT pg_promote()');
    address.to = standby.port;
  }

  async function newCode(): Promise<{ app: SmartApp; code: string }> {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
    return { app, code: app.answer(page).code! };
  }

  it('a synchronous standby has all that was answered: nothing is used twice, and access goes on', async () => {
    proves('FI-15');
    await makeSynchronous();
    const kept = await getTokens(hospital, MARIA);
    const ended = await getTokens(hospital, MARIA);
    const { app, code } = await newCode();
    const refreshed = await kept.app.refresh(kept.tokens.refresh_token as string);
    expect([refreshed.status, (await app.redeem(code)).status]).toEqual([200, 200]);
    await ended.app.revoke(ended.tokens.refresh_token as string);

    await failOver();
    await until(isReady);

    expect((await app.redeem(code)).body.error).toBe('invalid_grant');
    expect((await ended.app.refresh(ended.tokens.refresh_token as string)).body.error).toBe('invalid_grant');
    expect((await kept.app.refresh(refreshed.body.refresh_token as string)).status).toBe(200);
  }, 60_000);

  it('a synchronous standby that does not confirm: nothing is answered that it may not have', async () => {
    proves('FI-15');
    await makeSynchronous();
    const { app, code } = await newCode();
    replication.cut();
    const { status, headers, body } = await app.redeem(code);
    expect([status, headers.get('retry-after'), body.access_token]).toEqual([503, '1', undefined]);
    replication.mend();
    // PostgreSQL had committed it, though nobody was told.
    expect((await app.redeem(code)).body.error).toBe('invalid_grant');
    expect((await getTokens(hospital, MARIA)).tokens.access_token).toBeDefined();
  }, 60_000);

  it('a standby that lagged behind has forgotten what was used; wardkey restore --in-place ends all of it', async () => {
    proves('FI-15 FI-46');
    const { app: kept, tokens } = await getTokens(hospital, MARIA);
    const { app, code } = await newCode();
    // What was written until now is at the standby.
    const [{ lsn }] = (await ask<{ lsn: string }>(primary, 'SELECT pg_current_wal_lsn()::text AS lsn')) as [
      { lsn: string },
    ];
    await until(async () => {
      const [row] = await ask<{ is: boolean }>(standby, `SELECT pg_last_wal_replay_lsn() >= '${lsn}' AS is`);
      return row!.is;
    });
    replication.cut();
    const refreshed = await kept.refresh(tokens.refresh_token as string);
    const redeemed = await app.redeem(code);
    expect([refreshed.status, redeemed.status]).toEqual([200, 200]);

    await hospital.app.close();
    await failOver();
    const [forgotten] = await ask<{ consumed_at: string | null }>(
      standby,
      `SELECT consumed_at FROM oidc_artifact WHERE id_hash = '${sha256(code)}'`,
    );
    expect(forgotten).toEqual({ consumed_at: null });

    const config = join(mkdtempSync(join(tmpdir(), 'wardkey-failover-')), 'wardkey.yaml');
    writeFileSync(config, stringify(configuration), { mode: 0o600 });
    jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    await restore(undefined, { config, inPlace: true });
    const again = await startHospital({
      port: Number(new URL(hospital.issuer).port),
      configure: (given) =>
        Object.assign(given, configuration, { dataDirectory: given.dataDirectory as string }),
    });
    for (const { error } of [
      (await app.redeem(code)).body,
      (await kept.refresh(tokens.refresh_token as string)).body,
      (await kept.refresh(refreshed.body.refresh_token as string)).body,
      (await kept.refresh(redeemed.body.refresh_token as string)).body,
    ])
      expect(error).toBe('invalid_grant');
    await again.close();
  }, 90_000);
});
