import { FIRST_LOGINS } from './flows/first-login.mjs';
import { knownLogin } from './flows/known-login.mjs';
import { storedIntrospection, storedRefresh } from './flows/stored-grants.mjs';
import { measureDeletion } from './measure/deletion.mjs';
import { measureOrVoid } from './measure/flow.mjs';
import { memoryMb } from './measure/process-use.mjs';
import { checkSpace } from './population/fill.mjs';
import { startPopulated } from './population/populated-server.mjs';
import { growthPicture } from './report/growth-picture.mjs';
import { growthTables } from './report/growth-report.mjs';
import { machineInWords } from './report/machine.mjs';
import { summary } from './report/summary.mjs';
import { newFolder } from './servers/folders.mjs';

/** With many Grants only every so-manieth can be used, because ids that can be used fall everywhere and are slow to insert. */
const SIZES = [
  { name: '10 k', accounts: 10_000, grants: 10_000, every: 1 },
  { name: '100 k', accounts: 100_000, grants: 100_000, every: 1 },
  { name: '1 M', accounts: 1_000_000, grants: 1_000_000, every: 10 },
  { name: '10 M', accounts: 1_000_000, grants: 10_000_000, every: 50 },
];
const QUICK_SIZES = [
  { name: '1 k', accounts: 1_000, grants: 1_000, every: 1 },
  { name: '10 k', accounts: 1_000, grants: 10_000, every: 5 },
];
const EXPIRED = 50_000;
const QUICK_EXPIRED = 1_000;
const FLOWS = [storedRefresh, storedIntrospection, knownLogin, FIRST_LOGINS[0]];

/** The same server with more and more in its database. @returns what was measured, as markdown, and as a picture */
export async function growth(world, say) {
  const sizes = world.isQuick ? QUICK_SIZES : SIZES;
  checkSpace(
    newFolder(),
    sizes.reduce((sum, { grants }) => sum + grants, 0),
  );
  const result = { ...machineInWords(world), flows: [], deletions: {} };
  say(`filling ${sizes.length} databases`);
  const servers = await startPopulated(world, sizes);
  try {
    for (const { name, bytes, fillSeconds } of servers)
      say(`${name} Grants: ${(bytes / 2 ** 30).toFixed(2)} GB, filled in ${Math.round(fillSeconds)} s`);
    for (const flow of FLOWS.filter(({ name }) => world.isWanted(name)))
      result.flows.push(await measureOrVoid(flow, servers, world, say));
    result.sizes = servers.map(sizeOf);
    for (const server of [servers[0], servers.at(-1)]) {
      say(`deletion of expired rows, ${server.name}`);
      const count = world.isQuick ? QUICK_EXPIRED : EXPIRED;
      result.deletions[server.name] = await measureDeletion(server, { count });
    }
  } finally {
    for (const server of servers) await server.stop();
  }
  const report = summary(result, sizes[0].name);
  return { report, markdown: growthTables(report), picture: growthPicture(report) };
}

const sizeOf = ({ name, accounts, grants, bytes, startMs, idleMb, pid }) => ({
  name,
  accounts,
  grants: grants.count,
  bytes,
  startMs,
  idleMb,
  afterLoadMb: memoryMb(pid),
});
