import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { outsideRequests } from '#src/request-scope/outside-requests.js';
import { inTime, MOST_MS } from './in-time.js';

/**
 * Asks the database one short question at a time, however many ask. So a flood of these questions takes one connection
 * and no more, also while the database hangs.
 */
@Injectable()
export class DatabaseProbe {
  protected readonly mostMs: number = MOST_MS;
  private asking?: Promise<boolean>;

  constructor(private readonly dataSource: DataSource) {}

  /** Whether the database has answered within two seconds. */
  answers(): Promise<boolean> {
    this.asking ??= outsideRequests(() => this.ask()).finally(() => (this.asking = undefined));
    return inTime(this.asking, this.mostMs);
  }

  private async ask(): Promise<boolean> {
    try {
      await this.dataSource.query('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }
}
