import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { outsideRequests } from '#src/request-scope/outside-requests.js';

/**
 * Asks the database one short question at a time, however many ask. So a flood of these questions takes one connection
 * and no more, also while the database hangs.
 */
@Injectable()
export class DatabaseProbe {
  /** Less than the time after which a load balancer gives up. */
  protected readonly mostMs: number = 2_000;
  private asking?: Promise<boolean>;

  constructor(private readonly dataSource: DataSource) {}

  /** Whether the database has answered within two seconds. */
  async answers(): Promise<boolean> {
    this.asking ??= outsideRequests(() => this.ask()).finally(() => (this.asking = undefined));
    const patience = new AbortController();
    const late = pause(this.mostMs, false, { signal: patience.signal }).catch(() => false);
    try {
      return await Promise.race([this.asking, late]);
    } finally {
      patience.abort();
    }
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
