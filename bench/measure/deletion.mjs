import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { storedRefresh } from '../flows/stored-grants.mjs';
import { Connections } from '../load/connections.mjs';
import { addExpired } from '../population/fill.mjs';
import { CONNECTIONS } from '../world.mjs';
import { openToRead } from './database-file.mjs';
import { quantile } from './numbers.mjs';
import { keepPace } from './pace.mjs';

/** Few enough that the server is never busy with them alone. */
const REFRESHES_PER_SECOND = 50;
const LOOK_EVERY_MS = 200;
const TABLES = ['oidc_artifact', 'grant_context', 'sign_in'];
/** The server deletes expired rows each minute. */
const BEGINS_WITHIN_MS = 90_000;

/**
 * Expires Grants, and lets people refresh theirs while the server deletes them in the background.
 * @param count how many Grants expire
 * @returns latencies before and meanwhile, and how fast rows went
 */
export async function measureDeletion(server, { count }) {
  const { folder, template, accounts, grants } = server;
  await server.restartAfter(() => addExpired(folder, template, { accounts, grants: grants.count, count }));
  const connections = new Connections(server.origin, CONNECTIONS);
  const database = openToRead(folder);
  const now = Math.floor(Date.now() / 1000);
  const expired = () =>
    TABLES.map((table) =>
      database
        .prepare(`SELECT count(*) FROM ${table} WHERE expires_at < ?`)
        .pluck()
        .get(now - 3_600),
    ).reduce((sum, rows) => sum + rows);
  const [before, meanwhile] = [[], []];
  let latencies = before;
  try {
    const { once } = await storedRefresh.begin(server, connections);
    const atFirst = expired();
    const started = performance.now();
    const end = keepPace({
      perSecond: REFRESHES_PER_SECOND,
      workers: CONNECTIONS,
      once,
      note: (latency) => latencies.push(latency),
    });
    let rows = atFirst;
    while (rows === atFirst && performance.now() - started < BEGINS_WITHIN_MS) {
      await pause(LOOK_EVERY_MS);
      rows = expired();
    }
    latencies = meanwhile;
    const begun = performance.now();
    while (rows > 0) {
      await pause(LOOK_EVERY_MS);
      rows = expired();
    }
    const seconds = (performance.now() - begun) / 1000;
    await end();
    return { rows: atFirst, seconds, before: summed(before), meanwhile: summed(meanwhile) };
  } finally {
    database.close();
    await connections.close();
  }
}

const summed = (latencies) => ({
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  most: Math.max(...latencies),
});
