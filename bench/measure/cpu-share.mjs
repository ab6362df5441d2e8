import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The cpu controller of control groups, version 1. */
const GROUPS = '/sys/fs/cgroup/cpu';
/** Short, so that a process that has used up its share does not sleep for long. */
const PERIOD_US = 10_000;

/**
 * Lets each of these processes have at most this share of a processor.
 * @param share 0.25 is a quarter of one processor
 * @returns a function that takes the limits away, once the processes have ended
 * @throws Error where there are no such control groups, or this process may not make them
 */
export function limitEach(pids, share) {
  const groups = [];
  for (const pid of pids) {
    const group = join(GROUPS, `wardkey-bench-${pid}`);
    try {
      mkdirSync(group);
      groups.push(group);
      writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD_US));
      writeFileSync(join(group, 'cpu.cfs_quota_us'), String(Math.round(PERIOD_US * share)));
      // All threads of the process, and those that it makes later.
      writeFileSync(join(group, 'cgroup.procs'), String(pid));
    } catch (error) {
      throw new Error(
        `--share needs root and the cpu controller of cgroup v1 at ${GROUPS}: ${error.message}`,
      );
    }
  }
  return () => groups.forEach((group) => rmdirSync(group));
}
