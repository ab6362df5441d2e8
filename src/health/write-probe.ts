import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Commits } from '#src/database/commits.js';
import { Sql } from '#src/database/sql.js';
import { outsideRequests } from '#src/request-scope/outside-requests.js';
import { inTime, MOST_MS } from './in-time.js';

/** For how long a write that succeeded counts, in milliseconds, unless another one fails meanwhile. */
const GOOD_MS = 10_000;
/** For how long one that failed counts, in milliseconds. */
const BAD_MS = 2_000;

/** What the last write found. */
interface Finding {
  isSaved: boolean;
  /** As `performance.now()` counts it. */
  at: number;
  /** See Commits. */
  failures: number;
}

/**
 * Whether something can be saved: on a disk that is full, or while another process keeps the database locked, reading
 * goes on as always. It writes one row of a table of its own, in the same way as everything is written.
 *
 * It writes now and then, however often it is asked: whoever asks causes no load.
 */
@Injectable()
export class WriteProbe {
  protected readonly mostMs: number = MOST_MS;
  private readonly sql: Sql;
  private latest?: Finding;
  private writing?: Promise<boolean>;

  constructor(
    dataSource: DataSource,
    private readonly commits: Commits,
  ) {
    this.sql = new Sql(dataSource);
  }

  /** Whether the latest write reached the disk, within two seconds. */
  async isSaved(): Promise<boolean> {
    if (this.latest && this.isFresh(this.latest)) return this.latest.isSaved;
    this.writing ??= outsideRequests(() => this.write()).finally(() => (this.writing = undefined));
    return inTime(this.writing, this.mostMs);
  }

  /** Milliseconds since 1970 or any other moment, which no change of a clock alters. */
  protected now(): number {
    return performance.now();
  }

  private isFresh({ isSaved, at, failures }: Finding): boolean {
    const passed = this.now() - at;
    return isSaved ? passed < GOOD_MS && failures === this.commits.failures : passed < BAD_MS;
  }

  private async write(): Promise<boolean> {
    const isSaved = await this.writeOnce().then(
      () => true,
      () => false,
    );
    this.latest = { isSaved, at: this.now(), failures: this.commits.failures };
    return isSaved;
  }

  private async writeOnce(): Promise<void> {
    // Another value each time: SQLite writes nothing for a row that stays as it is.
    await this.sql.rows(
      `INSERT INTO write_probe (id, times) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET times = write_probe.times + 1`,
      [],
    );
    await this.commits.settled();
  }
}
