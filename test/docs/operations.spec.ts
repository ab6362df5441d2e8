import { readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { parse } from 'yaml';
import { EXIT_CODES } from '#src/cli/ending.js';
import { AUDIT_EVENTS } from '#src/audit/audit-events.js';
import { Settings } from '#src/config/settings/settings.js';
import { sealedColumnsOf } from '#src/database/sealed-column.js';
import { Load } from '#src/http/incoming/load.js';
import { LoopDelay } from '#src/http/incoming/loop-delay.js';
import { FEDERATION_REFUSALS, SIGN_IN_REFUSALS } from '#src/interactions/views/refusals.js';
import type { Expiries } from '#src/monitoring/expiries.js';
import { Metrics } from '#src/monitoring/metrics/metrics.js';
import { MetricsOfWorkers } from '#src/monitoring/metrics/metrics-of-workers.js';
import { openDatabase } from '../support/database.js';

const document = (path: string) => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');
const text = document('operations.md');

/** The metrics of this server itself, also with workers, by name; those of every Node.js process are left out. */
async function metricNames(): Promise<string[]> {
  const settings = new Settings();
  const pool = { totalCount: 0, idleCount: 0, waitingCount: 0 };
  const database = { options: { type: 'postgres' }, driver: { master: pool } } as unknown as DataSource;
  const expiries = { latest: new Map(), keyRotations: [] } as unknown as Expiries;
  const metrics = new Metrics(
    settings,
    new Load(new LoopDelay(), settings),
    database,
    { secondsAhead: 0 },
    expiries,
  );
  const ofWorkers = new MetricsOfWorkers(1, () => () => {});
  const texts = `${await metrics.text()}\n${await ofWorkers.text()}`;
  return [...texts.matchAll(/^# TYPE (wardkey_\w+)/gm)].map(([, name]) => name!);
}

describe('docs/operations.md', () => {
  it('lists every kind of audit event, and no other', () => {
    const [table] = text.split('in the table `audit_event`, one row for each event:\n\n')[1]!.split('\n\n');
    const firstCells = [...table!.matchAll(/^\|(.+?)\|/gm)].map(([, cell]) => cell).join();
    const listed = [...firstCells.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map(([, name]) => name!);
    expect(listed.sort()).toEqual([...AUDIT_EVENTS].sort());
  });

  it.each([
    ['login.refused', SIGN_IN_REFUSALS],
    ['login.failed', FEDERATION_REFUSALS],
  ])('explains every reason of %s', (event, refusals) => {
    const [table] = text.split(`| \`reason\` of \`${event}\``)[1]!.split('\n\n');
    const explained = [...table!.matchAll(/^\|(.+?)\|/gm)].join();
    for (const reason of Object.keys(refusals)) expect(explained).toContain(`\`${reason}\``);
  });

  it('lists every exit code, and no other', () => {
    const [table] = text.split('| code |')[1]!.split('\n\n');
    const listed = [...table!.matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code));
    expect(listed).toEqual([...new Set([0, 1, ...Object.values(EXIT_CODES)])].sort((a, b) => a - b));
  });

  it('says how everything that is sealed is deleted when the encryption key is lost', async () => {
    const database = await openDatabase();
    const sealed = sealedColumnsOf(database);
    const [statements] = text.split('lost for good')[1]!.split('```sql\n')[1]!.split('```');
    const lines = statements!.trim().split('\n');
    for (const { table, column } of sealed)
      expect(lines).toContainEqual(
        expect.stringMatching(`^(DELETE FROM ${table}|UPDATE ${table} SET ${column} = NULL);$`),
      );
    for (const line of lines) await database.query(line);
    await database.destroy();
  });

  it('lists every metric, and no other', async () => {
    const [table] = text.split('| metric ')[1]!.split('\n\n');
    const listed = [...table!.matchAll(/^\| `(wardkey_\w+)`/gm)].map(([, name]) => name!);
    expect(listed.sort()).toEqual((await metricNames()).sort());
  });
});

describe('docs/operations/alerts.yaml', () => {
  it('asks only for metrics that there are', async () => {
    const { groups } = parse(document('operations/alerts.yaml')) as {
      groups: Array<{ rules: Array<{ alert: string; expr: string }> }>;
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(5);
    const names = await metricNames();
    for (const { expr } of rules)
      for (const [, name] of expr.matchAll(/(wardkey_\w+?)(?:_bucket|_count|_sum)?\b/g))
        expect(names).toContain(name);
  });
});
