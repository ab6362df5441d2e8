import cluster from 'node:cluster';
import type { LoggerService } from '@nestjs/common';
import type { Clock } from '#src/clock/clock.js';
import { type Worker, WorkerGroup } from './worker-group.js';

/** The signals that a service manager or a terminal sends to end a process in order. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Lets several processes serve the same address, on one machine (node:cluster). Each of them is this program once more,
 * with the same arguments. This process opens no database and serves no request. It gives each new connection to the
 * next worker.
 *
 * @returns the exit code, when all workers have ended.
 */
export async function serveWithWorkers(count: number, logger: LoggerService, clock: Clock): Promise<number> {
  const group = new WorkerGroup(count, {
    fork,
    later: (work, milliseconds) => {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
    log: {
      log: (message) => logger.log(message, 'Workers'),
      warn: (message) => logger.warn(message, 'Workers'),
    },
    clock,
  });
  for (const signal of STOP_SIGNALS) process.on(signal, () => group.stop());
  return group.run();
}

function fork(): Worker {
  const worker = cluster.fork();
  return {
    pid: worker.process.pid,
    onceListening: (told) => void worker.once('listening', told),
    onceEnded: (told) =>
      void worker.once('exit', (code: number | null, signal: NodeJS.Signals | null) =>
        told(signal ?? code ?? 1),
      ),
    kill: (signal) => void worker.process.kill(signal),
  };
}
