import { cpus } from 'node:os';
import pg from 'pg';
import { FLOWS } from './flows/flows.mjs';
import { checkSecurityLevel } from './load/security-level.mjs';
import { leaveCores, shareCores } from './measure/cores.mjs';
import { limitEach } from './measure/cpu-share.mjs';
import { measureOrVoid } from './measure/flow.mjs';
import { childrenOf } from './measure/process-use.mjs';
import { machineInWords } from './report/machine.mjs';
import { notes, short, table, withSpread } from './report/markdown.mjs';
import { summary } from './report/summary.mjs';
import { newFolder } from './servers/folders.mjs';
import { startWardkey } from './servers/wardkey.mjs';

/** What a server does most. The identity provider and the load have no part in the time of these. */
const MEASURED = ['code', 'refresh', 'secret', 'introspect-access'];

/** One process against several, on PostgreSQL. @returns what was measured, and the same as markdown */
export async function workers(world, say) {
  const flows = FLOWS.filter(({ name }) => MEASURED.includes(name) && world.isWanted(name));
  const { share } = world;
  const cores = share ? shareCores(share) : leaveCores(world.workers);
  const result = { ...machineInWords(world), cores, flows: [] };
  const servers = [];
  const databases = [];
  const limits = [];
  try {
    for (const count of [1, world.workers]) {
      say(`start with ${count}`);
      const database = await newDatabase(world.postgresql, `wardkey_bench_${process.pid}_${count}`);
      databases.push(database);
      const { node, signers } = world;
      const postgresql = database.url;
      const server = await startWardkey({
        node,
        signers,
        folder: newFolder(),
        postgresql,
        workers: count,
        cores: share && cpus().length,
      });
      servers.push(server);
      // The first process of several only hands connections on.
      if (share) limits.push(limitEach(count === 1 ? [server.pid] : childrenOf(server.pid), share));
    }
    for (const server of servers) await checkSecurityLevel(server, world);
    for (const flow of flows) result.flows.push(await measureOrVoid(flow, servers, world, say));
  } finally {
    for (const server of servers) await server.stop();
    for (const end of limits) end();
    for (const database of databases) await database.drop();
  }
  const report = summary(result, servers[0].name);
  return { report, markdown: workerTables(report) };
}

/** A database of its own, beside the one of the address. */
async function newDatabase(address, name) {
  const administer = async (statement) => {
    const client = new pg.Client(address);
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await administer(`CREATE DATABASE ${name}`);
  const url = new URL(address);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`DROP DATABASE ${name} WITH (FORCE)`) };
}

function workerTables({ machine, node, cores, method, settings, warning, flows }) {
  return [
    notes([machine, node, cores, method, settings, warning]),
    table(
      ['flow', 'processes', 'per second', 'ratio to one', 'CPU ms each', 'p50 ms', 'p99 ms', 'load busy'],
      flows.flatMap(({ title, servers }) =>
        Object.entries(servers).map(([name, { perSecond, ratio, cpuMs, p50, p99, loadBusy }]) => [
          title,
          name,
          ...[perSecond, ratio, cpuMs].map(withSpread),
          ...[p50, p99].map(({ median }) => short(median)),
          `${Math.round(loadBusy.median * 100)} %`,
        ]),
      ),
    ),
    ...flows.filter(({ fault }) => fault).map(({ title, fault }) => `VOID: ${title}: ${fault}\n`),
  ].join('\n');
}
