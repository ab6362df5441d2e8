import { Gauge, Registry } from 'prom-client';
import { countsOnly, type Figures, figuresOf, ofTheServer, together, withWorker } from './figures.js';
import type { MetricsText } from './metrics-listener.js';
import { watchProcess } from './process-figures.js';
import { FIGURES_PLEASE, isFiguresMessage } from './worker-messages.js';

/** A process that counts what it does. */
export interface CountingProcess {
  /** What is sent to a process that has just ended is lost. */
  send(message: string): void;
  onMessage(told: (message: unknown) => void): void;
  onceEnded(told: () => void): void;
}

/** Prometheus waits ten seconds, unless it is told otherwise. */
const PATIENCE_MS = 2_000;

/**
 * The metrics of all workers in one answer, given by the first process. What is about the server is added up. What is
 * about one process has the number of the worker as a label, and none for the first process.
 *
 * A counter never goes down when a worker ends or does not answer: Prometheus would take the new sum for what was
 * counted since a restart, and add all of it once more. So what a worker had counted stays in the sums.
 */
export class MetricsOfWorkers implements MetricsText {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  private readonly own = new Registry();
  private readonly workers = new Map<number, WorkerFigures>();
  /** What the workers had counted that have ended. */
  private ended: Figures = [];
  private collecting?: Promise<string>;

  /**
   * @param count how many workers there should be.
   * @param later calls something after so many milliseconds, and returns what takes that back.
   */
  constructor(
    private readonly count: number,
    private readonly later: (work: () => void, milliseconds: number) => () => void,
  ) {
    watchProcess(this.own);
    const workers: Gauge<'state'> = new Gauge({
      name: 'wardkey_workers',
      help: 'Workers that answered for these figures, that did not answer in time, and that are being started.',
      labelNames: ['state'],
      registers: [this.own],
      collect: () => {
        const silent = [...this.workers.values()].filter(({ isSilent }) => isSilent).length;
        workers.set({ state: 'answering' }, this.workers.size - silent);
        workers.set({ state: 'silent' }, silent);
        workers.set({ state: 'starting' }, this.count - this.workers.size);
      },
    });
  }

  /** @param worker has just been started. It is asked from its first figures on. */
  add(worker: CountingProcess): void {
    let known: { number: number; figures: WorkerFigures } | undefined;
    let hasEnded = false;
    worker.onMessage((message) => {
      // The last message can come after the end.
      if (hasEnded || !isFiguresMessage(message)) return;
      if (!known) {
        known = { number: this.freeNumber(), figures: new WorkerFigures(worker) };
        this.workers.set(known.number, known.figures);
      }
      known.figures.answered(message.figures);
    });
    worker.onceEnded(() => {
      hasEnded = true;
      if (!known) return;
      this.workers.delete(known.number);
      const counted = countsOnly(ofTheServer(known.figures.latest));
      this.ended = figuresOf(together([this.ended, counted]));
      known.figures.answered([]);
    });
  }

  /** Whoever asks meanwhile gets the same answer, so more collectors mean no more work for the workers. */
  text(): Promise<string> {
    this.collecting ??= this.collect().finally(() => (this.collecting = undefined));
    return this.collecting;
  }

  private async collect(): Promise<string> {
    await this.askAll();
    const own: Figures = await this.own.getMetricsAsJSON();
    const ofWorkers = [...this.workers].map(([number, { latest, isSilent }]) =>
      withWorker(number, isSilent ? countsOnly(latest) : latest),
    );
    return together([own, this.ended, ...ofWorkers]).metrics();
  }

  /** Resolves when all have answered, or the patience is over. */
  private async askAll(): Promise<void> {
    let takeBack = () => {};
    const isLate = new Promise<void>((resolve) => (takeBack = this.later(resolve, PATIENCE_MS)));
    const answers = [...this.workers.values()].map((worker) => worker.ask());
    await Promise.race([Promise.all(answers), isLate]);
    takeBack();
  }

  /** The least that no other has: a worker that takes the place of another gets its number. */
  private freeNumber(): number {
    let number = 1;
    while (this.workers.has(number)) number += 1;
    return number;
  }
}

/** The figures of one worker. */
class WorkerFigures {
  latest: Figures = [];
  private asked?: Promise<void>;
  private tell = () => {};

  constructor(private readonly worker: CountingProcess) {}

  /** Whether it was asked and has not answered. */
  get isSilent(): boolean {
    return this.asked !== undefined;
  }

  /** Resolves when it has answered or ended. While it does not, it is not asked again: questions would only pile up. */
  ask(): Promise<void> {
    this.asked ??= new Promise((resolve) => {
      this.tell = resolve;
      this.worker.send(FIGURES_PLEASE);
    });
    return this.asked;
  }

  answered(figures: Figures): void {
    this.latest = figures;
    this.asked = undefined;
    this.tell();
  }
}
