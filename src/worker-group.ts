import type { Clock } from '#src/clock/clock.js';

/** Far above the processors of any machine for which one process per processor is meant. */
export const MOST_WORKERS = 64;

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 30_000;
/** A worker that served so long did not end because it was started. The next delay is the first one again. */
const PROVEN_MS = 60_000;
/** A worker stops within 25 s (OrderlyStop). Kubernetes kills all of them after 30 s. */
const PATIENCE_MS = 28_000;

/** How a process ended: its exit code, or the signal that ended it. */
export type End = number | NodeJS.Signals;

/** A process that serves requests. */
export interface Worker {
  /** Of the process. */
  readonly pid: number | undefined;
  /** @param told when the process accepts connections. */
  onceListening(told: () => void): void;
  /** @param told when the process has ended. */
  onceEnded(told: (how: End) => void): void;
  kill(signal: NodeJS.Signals): void;
}

/** What a group needs from the world. A test gives it other things. */
export interface WorkerGroupParts {
  /** Starts a process. */
  fork(): Worker;
  /** Calls this after so many milliseconds. @returns what takes that back. */
  later(work: () => void, milliseconds: number): () => void;
  log: { log(message: string): void; warn(message: string): void };
  clock: Clock;
}

/**
 * Keeps a number of processes running that serve the same address.
 *
 * The first one starts alone. If it cannot start, nothing is tried again: the whole ends with its exit code, as a single
 * process would. A process that ends later is replaced after a pause, which grows while processes end soon. The group
 * itself serves no request, so nothing that a request does can end it.
 */
export class WorkerGroup {
  private readonly workers = new Set<Worker>();
  private readonly serving = new Set<Worker>();
  private readonly ended: Promise<number>;
  private end!: (exitCode: number) => void;
  /** What takes back the work that waits. */
  private takeBack = new Set<() => void>();
  private isStopping = false;
  private exitCode = 0;
  private delayMs = FIRST_DELAY_MS;

  /** @param count how many processes serve. */
  constructor(
    private readonly count: number,
    private readonly parts: WorkerGroupParts,
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  /** @returns the exit code, when all processes have ended. */
  run(): Promise<number> {
    this.start(() => {
      for (let more = 1; more < this.count; more += 1) this.start();
    });
    return this.ended;
  }

  /** Lets every process finish its requests. Further calls change nothing. */
  stop(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    for (const takeBack of this.takeBack) takeBack();
    this.parts.log.log(`stopping: ${inWords(this.workers.size)}`);
    for (const worker of this.workers) worker.kill('SIGTERM');
    const killRest = () => {
      for (const worker of this.workers) {
        this.parts.log.warn(`worker ${worker.pid} did not stop, and is killed`);
        worker.kill('SIGKILL');
      }
    };
    this.takeBack = new Set([this.parts.later(killRest, PATIENCE_MS)]);
    this.endIfAlone();
  }

  /** @param whenListening what comes next when the process accepts connections. */
  private start(whenListening: () => void = () => undefined): void {
    const worker = this.parts.fork();
    const { log, clock } = this.parts;
    let since: number | undefined;
    this.workers.add(worker);
    worker.onceListening(() => {
      since = clock.milliseconds();
      this.serving.add(worker);
      log.log(`worker ${worker.pid} serves (${this.serving.size} of ${this.count})`);
      whenListening();
    });
    worker.onceEnded((how) => {
      this.workers.delete(worker);
      this.serving.delete(worker);
      if (this.isStopping) this.noteEnd(how);
      else if (since === undefined && this.serving.size === 0) this.giveUp(worker, how);
      else this.replace(worker, how, since === undefined ? 0 : clock.milliseconds() - since);
    });
  }

  private replace(worker: Worker, how: End, servedMs: number): void {
    if (servedMs >= PROVEN_MS) this.delayMs = FIRST_DELAY_MS;
    const { delayMs } = this;
    this.delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    this.parts.log.warn(
      `worker ${worker.pid} ended (${how}); another is started in ${delayMs / 1000} s; ${inWords(this.serving.size)} left`,
    );
    const takeBack = this.parts.later(() => {
      this.takeBack.delete(takeBack);
      this.start();
    }, delayMs);
    this.takeBack.add(takeBack);
  }

  /** No process serves, and one could not even start: so the next could not, either. */
  private giveUp(worker: Worker, how: End): void {
    this.parts.log.warn(`worker ${worker.pid} could not start (${how}), and no other serves`);
    this.exitCode = exitCodeOf(how);
    this.stop();
  }

  private noteEnd(how: End): void {
    // A process that has only begun to start is ended by the signal itself.
    if (how !== 'SIGTERM') this.exitCode ||= exitCodeOf(how);
    this.endIfAlone();
  }

  private endIfAlone(): void {
    if (this.workers.size > 0) return;
    for (const takeBack of this.takeBack) takeBack();
    this.end(this.exitCode);
  }
}

function exitCodeOf(how: End): number {
  return typeof how === 'number' ? how : 1;
}

function inWords(count: number): string {
  return count === 1 ? '1 worker' : `${count} workers`;
}
