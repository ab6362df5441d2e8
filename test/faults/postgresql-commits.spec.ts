import { ConsoleLogger, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditSealing } from '#src/audit/audit-sealing.js';
import { Commits } from '#src/database/commits.js';
import { onDatabase } from '../support/database.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };

interface Client {
  query(statement: string | { text: string }, ...more: unknown[]): unknown;
}

/** The server as clients see it, on PostgreSQL, where each request has transactions of its own. */
(hasPostgresql ? describe : describe.skip)('a server on PostgreSQL', () => {
  let postgresql: Postgresql;
  let hospital: Hospital;
  let dataSource: DataSource;
  const sent: string[] = [];

  beforeAll(async () => {
    postgresql = await startPostgresql();
    hospital = await startHospital({
      configure: (configuration) => Object.assign(configuration, onDatabase(postgresql.url)),
      // It commits in the background, and its commits are not those of requests.
      override: (builder) => builder.overrideProvider(AuditSealing).useValue({}),
    });
    // A slow machine must not make two commits of one.
    hospital.app.get(Commits).groupWrites(1_000);
    dataSource = hospital.app.get(DataSource);
    const { master } = dataSource.driver as unknown as {
      master: { on(event: 'acquire', listener: (client: Client) => void): void };
    };
    const logged = new WeakSet<Client>();
    master.on('acquire', (client) => {
      if (logged.has(client)) return;
      logged.add(client);
      const query = client.query.bind(client);
      client.query = (statement, ...more) => {
        sent.push(typeof statement === 'string' ? statement : statement.text);
        return query(statement, ...more);
      };
    });
    await dataSource.query('CREATE TABLE trouble (what text)');
    await dataSource.query(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF EXISTS (SELECT 1 FROM trouble) THEN RAISE 'the disk is full'; END IF; RETURN NULL; END $$`);
    // It is asked at the commit.
    await dataSource.query(`CREATE CONSTRAINT TRIGGER trouble AFTER INSERT OR UPDATE ON oidc_artifact
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()`);
    // Each lost commit is an error in the log, and here they are intended.
    Logger.overrideLogger(false);
  });
  afterAll(async () => {
    Logger.overrideLogger(new ConsoleLogger());
    await hospital?.close();
    await postgresql?.close();
  });

  async function newCode() {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
    return { app, code: app.answer(page).code! };
  }

  /** How many transactions were committed; a write of the background is one of its own, and is not counted. */
  async function commitsOf(work: () => Promise<unknown>): Promise<number> {
    sent.length = 0;
    await work();
    return sent.filter((text) => text === 'COMMIT').length;
  }

  /** What the commits of this work do, fails. */
  async function withTrouble<T>(work: () => Promise<T>): Promise<T> {
    await dataSource.query("INSERT INTO trouble VALUES ('x')");
    try {
      return await work();
    } finally {
      await dataSource.query('DELETE FROM trouble');
    }
  }

  it('commits as often as it answers or asks others after writing: a code exchange and a refresh once', async () => {
    let one: Awaited<ReturnType<typeof newCode>>;
    // Nine as on SQLite, and two after deletions that found nothing.
    expect(await commitsOf(async () => (one = await newCode()))).toBe(11);
    let tokens: Record<string, any> = {};
    expect(await commitsOf(async () => (tokens = (await one.app.redeem(one.code)).body))).toBe(1);
    expect(await commitsOf(() => one.app.refresh(tokens.refresh_token as string))).toBe(1);
  });

  it('answers 503 when the commit fails, and the code is still unused', async () => {
    const { app, code } = await newCode();
    const { status, headers, body } = await withTrouble(() => app.redeem(code));
    expect([status, body.error, headers.get('retry-after')]).toEqual([503, 'temporarily_unavailable', '1']);
    expect((await app.redeem(code)).status).toBe(200);
    expect((await app.redeem(code)).body.error).toBe('invalid_grant');
  });

  it('answers 503 when the commit of a refresh fails, and the token works once more', async () => {
    const { app, tokens } = await getTokens(hospital, MARIA);
    expect((await withTrouble(() => app.refresh(tokens.refresh_token as string))).status).toBe(503);
    expect((await app.refresh(tokens.refresh_token as string)).status).toBe(200);
  });

  it('gives a person a page without the cookie and the address of what was lost', async () => {
    const answer = await withTrouble(() =>
      fetch(new SmartApp(hospital).authorizationUrl(), { redirect: 'manual' }),
    );
    expect([answer.status, answer.headers.get('location'), answer.headers.getSetCookie()]).toEqual([
      503,
      null,
      [],
    ]);
  });

  it('gives every connection back when clients leave before their answer', async () => {
    const { master } = dataSource.driver as unknown as { master: Record<'idleCount' | 'totalCount', number> };
    const leaving = new AbortController();
    const requests = Array.from({ length: 20 }, () =>
      fetch(new SmartApp(hospital).authorizationUrl(), { redirect: 'manual', signal: leaving.signal }),
    );
    await Promise.race(requests);
    leaving.abort();
    await Promise.allSettled(requests);
    while (master.idleCount < master.totalCount) await new Promise((resolve) => setImmediate(resolve));
    expect((await fetch(`${hospital.issuer}/health/ready`)).status).toBe(200);
  });
});
