import type { DataSource } from 'typeorm';
import { migrations } from '#src/database/migrations/migrations.js';
import { openDatabase } from '../support/database.js';
import { freePort, type Hospital, RESOURCE_SERVER_BASIC, startHospital } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { LAST_OF_FIRST_RELEASE } from '../support/releases.js';
import { getTokens, SmartApp } from '../support/smart-app.js';

const MARIA = { username: 'maria.lindqvist' };

(hasPostgresql ? describe : describe.skip)('an upgrade while servers run', () => {
  let postgresql: Postgresql;
  let database: DataSource;
  let configuration: Record<string, any>;
  let first: Hospital;
  const others: Hospital[] = [];

  /** One more server of the same configuration, at another port, as behind a proxy that stands before all. */
  async function oneMore(): Promise<Hospital> {
    const port = await freePort();
    const node = await startHospital({
      port,
      configure: (given) => {
        const { issuer, fhirServers, externalIdentityProviders, encryptionKey, database: at } = configuration;
        Object.assign(given, { issuer, fhirServers, externalIdentityProviders, encryptionKey, database: at });
      },
    });
    others.push(node);
    return { ...node, issuer: `http://127.0.0.1:${port}` };
  }

  beforeEach(async () => {
    postgresql = await startPostgresql();
    first = await startHospital({
      configure: (given) => {
        configuration = Object.assign(given, {
          encryptionKey: Buffer.alloc(32, 7).toString('base64'),
          database: { url: postgresql.url },
        });
      },
    });
    database = await openDatabase(postgresql.url);
  }, 60_000);
  afterEach(async () => {
    for (const node of others.splice(0)) await node.close();
    await database.destroy();
    await first.close();
    await postgresql.close();
  });

  const active = async (node: Hospital, token: unknown) =>
    (
      await new SmartApp(node).post(
        '/introspect',
        { token: token as string },
        { authorization: RESOURCE_SERVER_BASIC },
      )
    ).body.active as boolean;

  it('a server brings the rows of the release before along, and what they opened goes on', async () => {
    proves('FI-45');
    const { app, tokens } = await getTokens(first, MARIA);
    const before = await database.query('SELECT id, display_name FROM account ORDER BY id');
    const later = migrations.length - 1 - migrations.findIndex(({ name }) => name === LAST_OF_FIRST_RELEASE);
    for (let count = 0; count < later; count += 1) await database.undoLastMigration();
    const names: Array<{ name: string }> = await database.query('SELECT name FROM migration ORDER BY id');
    expect(names.at(-1)!.name).toBe(LAST_OF_FIRST_RELEASE);

    const next = await oneMore();
    expect(await database.query('SELECT count(*)::int AS n FROM migration')).toEqual([
      { n: migrations.length },
    ]);
    expect(await database.query('SELECT id, display_name FROM account ORDER BY id')).toEqual(before);
    const renewed = await new SmartApp(next).refresh(tokens.refresh_token as string);
    expect(renewed.status).toBe(200);
    expect(await active(first, renewed.body.access_token)).toBe(true);
    expect((await app.refresh(renewed.body.refresh_token as string)).status).toBe(200);
  }, 60_000);

  it('a server of this release works on while the next one adds to every table, and so does one that starts then', async () => {
    proves('FI-45');
    // Every connection knows its statements by now, and PostgreSQL has planned them.
    const { app, browser, tokens } = await getTokens(first, MARIA);
    expect(await active(first, tokens.access_token)).toBe(true);

    for (const { tableName } of database.entityMetadatas)
      await database.query(
        `ALTER TABLE ${tableName} ADD COLUMN of_next_release varchar(8) NOT NULL DEFAULT 'x'`,
      );
    await database.query('CREATE TABLE next_release (id varchar(36) PRIMARY KEY)');
    await database.query(
      `INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'NextRelease9999999999999')`,
    );

    expect(await active(first, tokens.access_token)).toBe(true);
    const renewed = await app.refresh(tokens.refresh_token as string);
    expect(renewed.status).toBe(200);
    const again = await getTokens(first, MARIA, { browser, app: new SmartApp(first) });
    const stranger = await getTokens(first, { username: 'james.okafor' });

    const second = await oneMore();
    for (const one of [renewed.body, again.tokens, stranger.tokens]) {
      expect(await active(second, one.access_token)).toBe(true);
      expect((await new SmartApp(second).refresh(one.refresh_token as string)).status).toBe(200);
    }
  }, 60_000);
});
