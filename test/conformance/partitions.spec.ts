import { DataSource } from 'typeorm';
import { AuditSealing } from '#src/audit/audit-sealing.js';
import { Commits } from '#src/database/commits.js';
import { onDatabase, openDatabase } from '../support/database.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

/** The tables that grow with people and Grants, and by which column each can be spread over several servers. */
const PARTITION_KEYS = {
  oidc_artifact: 'id_hash',
  grant_context: 'grant_hash',
  sign_in: 'id',
  account_claim: 'link_id',
  account_fhir_user: 'account_id',
  audit_event: 'id',
} as const;
const PARTITIONS = 4;

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };
const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;

interface Ran {
  text: string;
  values: unknown[];
}
interface PlanNode {
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

(hasPostgresql ? describe : describe.skip)('on a PostgreSQL with hash-partitioned tables', () => {
  let postgresql: Postgresql;
  let hospital: Hospital;
  let observer: DataSource;
  let ran: Ran[];

  beforeAll(async () => {
    postgresql = await startPostgresql();
    observer = await openDatabase(postgresql.url);
    for (const [table, column] of Object.entries(PARTITION_KEYS)) await partition(table, column);
    hospital = await startHospital({
      // The seals of the audit log come once a second, in the background, and belong to no request.
      override: (builder) => builder.overrideProvider(AuditSealing).useValue({}),
      configure: (configuration) => Object.assign(configuration, onDatabase(postgresql.url)),
    });
    // A slow machine must not make other transactions of the same statements.
    hospital.app.get(Commits).groupWrites(1_000);
    record();
  }, 60_000);
  afterAll(async () => {
    await hospital?.close();
    await observer?.destroy();
    await postgresql?.close();
  });
  beforeEach(() => (ran = []));

  /** As docs/scale.md says. */
  async function partition(table: string, column: string): Promise<void> {
    await observer.query(`ALTER TABLE ${table} RENAME TO ${table}_whole`);
    await observer.query(
      `CREATE TABLE ${table} (LIKE ${table}_whole INCLUDING DEFAULTS INCLUDING INDEXES) PARTITION BY HASH (${column})`,
    );
    for (let remainder = 0; remainder < PARTITIONS; remainder++)
      await observer.query(
        `CREATE TABLE ${table}_${remainder} PARTITION OF ${table}
         FOR VALUES WITH (MODULUS ${PARTITIONS}, REMAINDER ${remainder})`,
      );
    await observer.query(`DROP TABLE ${table}_whole CASCADE`);
  }

  /** Notes every statement of the server, with its values. */
  function record(): void {
    const { master } = hospital.app.get(DataSource).driver as unknown as {
      master: { on(event: 'acquire', listener: (client: any) => void): void };
    };
    const watched = new WeakSet<object>();
    master.on('acquire', (client) => {
      if (watched.has(client)) return;
      watched.add(client);
      const query = client.query.bind(client);
      client.query = (first: string | Ran, ...more: unknown[]) => {
        const text = typeof first === 'string' ? first : first.text;
        const values = typeof first === 'string' ? more[0] : (first.values ?? more[0]);
        if (/^\s*(SELECT|INSERT|UPDATE|DELETE)/i.test(text))
          ran.push({ text, values: Array.isArray(values) ? values : [] });
        return query(first, ...more);
      };
    });
  }

  /** The partitions that a statement looks at, table by table. */
  async function partitionsOf({ text, values }: Ran): Promise<Map<string, Set<string>>> {
    const [row] = await observer.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
    const touched = new Map<string, Set<string>>();
    const look = (node: PlanNode) => {
      const [, table] = /^(\w+)_\d$/.exec(node['Relation Name'] ?? '') ?? [];
      if (table && table in PARTITION_KEYS)
        touched.set(table, (touched.get(table) ?? new Set()).add(node['Relation Name']!));
      node.Plans?.forEach(look);
    };
    for (const { Plan } of row['QUERY PLAN'] as Array<{ Plan: PlanNode }>) look(Plan);
    return touched;
  }

  /** The statements that look at more than one partition of a table. */
  async function spread(): Promise<string[]> {
    const texts = new Set<string>();
    for (const one of ran) {
      const most = Math.max(0, ...[...(await partitionsOf(one)).values()].map(({ size }) => size));
      if (most > 1) texts.add(one.text.replace(/\s+/g, ' '));
    }
    return [...texts];
  }

  it('a code exchange, a refresh, introspection and a service look at one partition of each table', async () => {
    const browser = newBrowser();
    const app = new SmartApp(hospital);
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
    ran = [];
    const { status, body } = await app.redeem(app.answer(page).code!);
    expect(status).toBe(200);
    const next = await app.refresh(body.refresh_token as string);
    expect(next.status).toBe(200);
    const token = next.body.access_token as string;
    expect((await app.post('/introspect', { token }, { authorization: BASIC })).body.active).toBe(true);
    const me = await fetch(`${hospital.issuer}/userinfo`, {
      headers: { authorization: `Bearer ${next.body.access_token as string}` },
    });
    expect(me.status).toBe(200);
    expect(ran.length).toBeGreaterThan(20);
    expect(await spread()).toEqual([]);
  });

  it('a first sign-in and the next app of the same person do, too, but for what docs/scale.md names', async () => {
    const browser = newBrowser();
    for (const _ of [1, 2]) {
      const app = new SmartApp(hospital);
      const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
        username: 'james.okafor',
        patient: 'noah-jansen',
      });
      expect(app.answer(page).code).toBeDefined();
    }
    expect(ran.length).toBeGreaterThan(50);
    const named = [/\bholder\b/, /\baudit_seal\b|\bposition IS NULL\b/, /\bsession_uid = /, /\buid = /];
    expect((await spread()).filter((text) => !named.some((pattern) => pattern.test(text)))).toEqual([]);
  });

  it('the end of a Grant looks at all partitions, and would be found', async () => {
    const { app, tokens } = await getTokens(hospital, MARIA);
    ran = [];
    await app.revoke(tokens.refresh_token as string);
    expect((await spread()).length).toBeGreaterThan(0);
  });
});
