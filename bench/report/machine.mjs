import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { CORES } from '../measure/cores.mjs';
import { LIMITS_IN_WORDS } from '../servers/wardkey.mjs';
import { CONNECTIONS } from '../world.mjs';

/** Where and how it was measured. */
export function machineInWords({ node, rounds, seconds, warmUpSeconds, isQuick }) {
  const memory = Math.round(totalmem() / 2 ** 30);
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  return {
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory} GB, kernel ${release()}`,
    node: `servers on Node ${version}, load on Node ${process.version}`,
    cores: CORES,
    method:
      `closed loop, ${CONNECTIONS} keep-alive connections, servers in turns, ${rounds} rounds of ${seconds} s ` +
      `after ${warmUpSeconds} s of warm-up; median (least to most)`,
    settings: LIMITS_IN_WORDS,
    warning: isQuick
      ? 'quick: short rounds, to see that everything works; not figures to publish'
      : undefined,
  };
}
