import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';

const SERVER_CORE = '0';
const LOAD_CORE = '1';

/** Whether server and load can have a core each. */
const canPin = availableParallelism() > 1 && pinThisProcess();

export const CORES = canPin
  ? `servers on core ${SERVER_CORE}, load on core ${LOAD_CORE} (taskset)`
  : 'not pinned: no taskset, or one core only; servers and load share what there is';

/**
 * @param count how many cores the server gets, from the first on
 * @returns the command that runs this one on the cores of the servers
 */
export function onServerCores(command, count = 1) {
  const cores = count === 1 ? SERVER_CORE : `${SERVER_CORE}-${count - 1}`;
  return canPin ? ['taskset', '-c', cores, ...command] : command;
}

/**
 * Lets the load run on all cores, because the servers have shares of them.
 * @returns where everything runs, in words
 */
export function shareCores(share) {
  if (canPin) pin('0-' + (cpus().length - 1));
  return `each process of Wardkey has at most ${Math.round(share * 100)} % of a processor (cgroup, cpu.cfs_quota_us); load and PostgreSQL have the rest of ${cpus().length} processors`;
}

/**
 * Moves the load away from the first cores, for servers that use several.
 * @returns where everything runs, in words
 */
export function leaveCores(count) {
  const all = cpus().length;
  if (!canPin) return CORES;
  const last = Math.min(count, all - 1);
  pin(String(last));
  const words = `one worker on core 0, ${count} workers on cores 0 to ${count - 1}, load on core ${last} (taskset)`;
  return all > count + 1
    ? words
    : `${words}; too few processors: ${count} for the workers, one for the load and one for PostgreSQL would be ${count + 2}, here are ${all}, so the figures say too little for ${count} workers`;
}

/** @returns the command that runs this one on any core, for what is prepared before anything is measured */
export function onAnyCore(command) {
  return canPin ? ['taskset', '-c', `0-${cpus().length - 1}`, ...command] : command;
}

function pin(cores) {
  execFileSync('taskset', ['-a', '-c', '-p', cores, String(process.pid)], { stdio: 'ignore' });
}

function pinThisProcess() {
  try {
    pin(LOAD_CORE);
    return true;
  } catch {
    return false;
  }
}
