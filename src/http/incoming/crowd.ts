import type { Clock } from '#src/clock/clock.js';

/** Counts what is new in a period, so that nobody can fill the memory by coming from ever new networks. */
export class Crowd {
  private size = 0;
  private ends = 0;

  /** @param most from how many on it is a crowd. */
  constructor(
    private readonly periodSeconds: number,
    private readonly most: number,
    private readonly clock: Clock,
  ) {}

  get isThere(): boolean {
    const now = this.clock.milliseconds();
    if (now >= this.ends) {
      this.ends = now + this.periodSeconds * 1000;
      this.size = 0;
    }
    return this.size >= this.most;
  }

  add(): void {
    this.size += 1;
  }
}
