import cluster, { type Worker as ClusterWorker } from 'node:cluster';
import { Logger } from '@nestjs/common';
import type { Clock } from '#src/clock/clock.js';
import type { MetricsSettings } from '#src/config/settings/metrics.settings.js';
import type { MetricsListener } from '#src/monitoring/metrics/metrics-listener.js';
import type { CountingProcess, MetricsOfWorkers } from '#src/monitoring/metrics/metrics-of-workers.js';
import { type Worker, WorkerGroup } from './worker-group.js';

/** The signals that a service manager or a terminal sends to end a process in order. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Lets several processes serve the same address, on one machine (node:cluster). Each of them is this program once more,
 * with the same arguments. This process opens no database and serves no request. It gives each new connection to the
 * next worker, and serves the metrics of all of them.
 *
 * @returns the exit code, when all workers have ended.
 * @throws ListeningFaultError when the metrics cannot be served.
 */
export async function serveWithWorkers(
  count: number,
  settings: MetricsSettings,
  clock: Clock,
): Promise<number> {
  const { metrics, listener } = await serveMetrics(count, settings);
  const group = new WorkerGroup(count, {
    fork: () => fork(metrics),
    later,
    log: new Logger('Workers'),
    clock,
  });
  for (const signal of STOP_SIGNALS) process.on(signal, () => group.stop());
  const exitCode = await group.run();
  await listener?.close();
  return exitCode;
}

async function serveMetrics(
  count: number,
  { host, port }: MetricsSettings,
): Promise<{ metrics?: MetricsOfWorkers; listener?: MetricsListener }> {
  if (port === undefined) return {};
  const { MetricsOfWorkers } = await import('#src/monitoring/metrics/metrics-of-workers.js');
  const { MetricsListener } = await import('#src/monitoring/metrics/metrics-listener.js');
  const metrics = new MetricsOfWorkers(count, later);
  return { metrics, listener: await MetricsListener.open(metrics, host, port) };
}

function later(work: () => void, milliseconds: number): () => void {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
}

function fork(metrics: MetricsOfWorkers | undefined): Worker {
  const worker = cluster.fork();
  metrics?.add(counting(worker));
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

function counting(worker: ClusterWorker): CountingProcess {
  return {
    // With a callback, a worker that has just ended is no error.
    send: (message) => void worker.send(message, undefined, undefined, () => {}),
    onMessage: (told) => void worker.on('message', told),
    onceEnded: (told) => void worker.once('exit', told),
  };
}
