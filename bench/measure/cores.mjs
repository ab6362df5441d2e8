import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';

const SERVER_CORE = '0';
const LOAD_CORE = '1';

/** Whether server and load can have a core each. */
const canPin = availableParallelism() > 1 && pinThisProcess();

export const CORES = canPin
  ? `servers on core ${SERVER_CORE}, load on core ${LOAD_CORE} (taskset)`
  : 'not pinned: no taskset, or one core only; servers and load share what there is';

/** @returns the command that runs this one on the core of the servers */
export function onServerCore(command) {
  return canPin ? ['taskset', '-c', SERVER_CORE, ...command] : command;
}

/** @returns the command that runs this one on any core, for what is prepared before anything is measured */
export function onAnyCore(command) {
  return canPin ? ['taskset', '-c', `0-${cpus().length - 1}`, ...command] : command;
}

function pinThisProcess() {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', LOAD_CORE, String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
