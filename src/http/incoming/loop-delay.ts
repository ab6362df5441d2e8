import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** How often the event loop is looked at. This is counted as no delay. */
const RESOLUTION_MS = 50;
const SAMPLE_EVERY_MS = 500;

/**
 * How late the event loop is: a timer fires so many milliseconds after its time. Every request and every answer waits
 * as long.
 */
@Injectable()
export class LoopDelay implements OnModuleDestroy {
  private readonly histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private timer?: NodeJS.Timeout;
  private latest = 0;
  private before = 0;

  start(): void {
    this.histogram.enable();
    this.timer = setInterval(() => this.sample(), SAMPLE_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }

  /** In milliseconds. The smaller one of the last two samples, so that one long pause is no saturation. */
  get milliseconds(): number {
    return Math.min(this.latest, this.before);
  }

  /** @param meanMs the mean delay since the last sample. */
  add(meanMs: number): void {
    this.before = this.latest;
    this.latest = meanMs;
  }

  private sample(): void {
    // After a pause that was as long as a sample, this timer may run before the one that measures.
    if (this.histogram.count === 0) return;
    this.add(Math.max(0, this.histogram.mean / 1e6 - RESOLUTION_MS));
    this.histogram.reset();
  }
}
