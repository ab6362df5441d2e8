import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** /proc counts CPU time in these. */
const TICK_MS = 1000 / ticksPerSecond();

/**
 * The CPU time that all threads of a process and of its workers have used until now, in ms; NaN where there is no /proc.
 */
export function cpuMs(pid) {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + cpuMsOf(one), 0);
}

/** The workers of a process. */
export function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}

/** The CPU time of this process alone. The load has the servers as its children. */
export function cpuMsOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the process, in brackets, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return NaN;
  }
}

/**
 * How many kB a process and its workers have had written to the disk until now; NaN where /proc does not say it. What is
 * written to a page of a file twice before the system brings it to the disk counts once.
 */
export function writtenKb(pid) {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + writtenKbOf(one), 0);
}

function writtenKbOf(pid) {
  try {
    const [, bytes] = /^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'));
    return Number(bytes) / 1024;
  } catch {
    return NaN;
  }
}

/** The memory that a process holds (RSS), in MB; NaN where there is no /proc. */
export function memoryMb(pid) {
  try {
    const [, kB] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(kB) / 1024;
  } catch {
    return NaN;
  }
}

function ticksPerSecond() {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  } catch {
    return 100;
  }
}
