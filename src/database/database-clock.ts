import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { DomainError } from '#src/errors/domain-error.js';
import { outsideRequests } from '#src/request-scope/outside-requests.js';
import { Sql } from './sql.js';

/**
 * The most by which the clock of a process may differ from that of the database, in seconds. Times of one node are
 * judged by another one, which forgives 30 s where it forgives least (client assertions). Two nodes at the two ends
 * differ by 60 s, which is what ID tokens are forgiven. Clocks that follow a time server differ by milliseconds.
 */
export const MOST_APART_SECONDS = 30;
const LOOK_AGAIN_MS = 10_000;
/** A clock that was set, in place of going on, has left the monotonic clock by more than this. */
const JUMP_MS = 1_000;
const SAY_AGAIN_MS = 60_000;

/** The clocks of this process and of the database say different times, and one of them is wrong. */
export class ClocksApartError extends DomainError {
  constructor(message: string) {
    super({ code: 'clocks_apart', message });
  }
}

/**
 * Compares the clock of this process with the one that all processes share: that of PostgreSQL. What one process does
 * because of the time counts for all of them: it changes signing keys, deletes what has expired, takes over letters. So
 * a process whose clock is wrong leaves such work to the others ({@link agrees}).
 *
 * SQLite has the clock of the process.
 */
@Injectable()
export class DatabaseClock {
  private readonly log = new Logger('Clock');
  private readonly sql: Sql;
  private seconds = 0;
  private looking?: Promise<void>;
  private looked?: { at: number; clock: number };
  private silentUntil = -Infinity;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.sql = new Sql(dataSource);
  }

  /** Seconds by which the latest look found this clock ahead of that of the database; negative when it is behind. */
  get secondsAhead(): number {
    return this.seconds;
  }

  /** Whether the two clocks agreed at the latest look. */
  get agreed(): boolean {
    return Math.abs(this.seconds) <= MOST_APART_SECONDS;
  }

  /**
   * Whether the two clocks agree. To be asked before anything is done for others because of the time. It costs a
   * statement now and then, and whenever this clock was set.
   *
   * @returns what was known before when the database does not answer.
   */
  async agrees(): Promise<boolean> {
    if (!this.isFresh()) {
      // Calls at the same time share one look.
      this.looking ??= this.lookAndTell().finally(() => (this.looking = undefined));
      await this.looking.catch(() => undefined);
    }
    return this.agreed;
  }

  /**
   * Compares the clocks now.
   *
   * @throws ClocksApartError with both times, and what to do.
   */
  async mustAgree(): Promise<void> {
    await this.look();
    if (!this.agreed) throw new ClocksApartError(this.message());
  }

  private isFresh(): boolean {
    if (!this.looked) return false;
    const passed = performance.now() - this.looked.at;
    const passedHere = this.clock.milliseconds() - this.looked.clock;
    return passed < LOOK_AGAIN_MS && Math.abs(passedHere - passed) < JUMP_MS;
  }

  private async look(): Promise<void> {
    if (this.dataSource.options.type !== 'postgres') return;
    this.seconds = await outsideRequests(() => this.clock.secondsAheadOf(() => this.ask()));
    this.looked = { at: performance.now(), clock: this.clock.milliseconds() };
  }

  private async lookAndTell(): Promise<void> {
    const didAgree = this.agreed;
    await this.look();
    const now = performance.now();
    if (this.agreed) {
      this.silentUntil = -Infinity;
      if (!didAgree) this.log.log('the clocks of this process and of the database agree again');
    } else if (now >= this.silentUntil) {
      this.silentUntil = now + SAY_AGAIN_MS;
      this.log.error(
        `${this.message()} Until then this process is not ready, changes no signing key, and deletes and sends nothing.`,
      );
    }
  }

  private async ask(): Promise<number> {
    // Not `now()`, which is the time at which a transaction began.
    const [row] = await this.sql.rows<{ milliseconds: string }>(
      'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS milliseconds',
      [],
    );
    return Number(row!.milliseconds);
  }

  private message(): string {
    const here = this.clock.milliseconds();
    const there = new Date(here - this.seconds * 1000);
    const apart = Math.round(Math.abs(this.seconds));
    return `The clock of this process says ${new Date(here).toISOString()}, and that of the database says ${there.toISOString()}: they are ${apart} seconds apart, and ${MOST_APART_SECONDS} are the most. Set the one that is wrong, and let both machines follow a time server (NTP).`;
  }
}
