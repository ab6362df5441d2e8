import { createHmac } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import {
  type RateLimiterAbstract,
  RateLimiterPostgres,
  RateLimiterRes,
  RateLimiterSQLite,
} from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { SecretBox } from '#src/crypto/secret-box.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { Sql } from '#src/database/sql.js';
import { networkOf } from './network-of.js';

const DAY_SECONDS = 86_400;
const CLEAN_EVERY_MS = 300_000;

/** Whose attempts are counted. */
export interface Attempt {
  /** What was claimed to be the account: the normal form of an address, whether anybody has it or not. */
  account: string;
  /** The IP address the attempt came from. */
  address: string | undefined;
}

interface Rule {
  name: string;
  of: (attempt: Attempt) => string;
  /** Attempts in a period that nobody waits for. */
  free: number;
  periodSeconds: number;
  longestSeconds: number;
}

/**
 * Three counters, each with a delay that doubles, and none of them a lock. Who guesses at one account from one place
 * waits longest. The account itself hardly waits for what others do: else anybody could keep its owner out. A hospital
 * behind one address makes many mistakes on a Monday morning.
 */
const RULES: Rule[] = [
  {
    name: 'pair',
    of: ({ account, address }) => `${account} ${networkOf(address)}`,
    free: 5,
    periodSeconds: DAY_SECONDS,
    longestSeconds: 900,
  },
  {
    name: 'account',
    of: ({ account }) => account,
    free: 20,
    periodSeconds: DAY_SECONDS,
    longestSeconds: 60,
  },
  {
    name: 'address',
    of: ({ address }) => networkOf(address),
    free: 50,
    periodSeconds: 900,
    longestSeconds: 60,
  },
];

/**
 * Slows down whoever tries secrets of accounts. Counted in the database, so all processes count together and a restart
 * forgets nothing; every way to try a secret goes through here.
 */
@Injectable()
export class AttemptLimits implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Accounts');
  private readonly key: Buffer;
  private readonly counts: RateLimiterAbstract;
  private readonly waits: RateLimiterAbstract;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly dataSource: DataSource,
    secretBox: SecretBox,
  ) {
    this.key = secretBox.derive('attempts');
    this.counts = limiter(dataSource, 'count', Number.MAX_SAFE_INTEGER);
    this.waits = limiter(dataSource, 'wait', 1);
  }

  /**
   * Asks before a secret is looked at. The attempt is counted as a failure at once, so that a hundred attempts at the
   * same moment are a hundred, not one; `succeeded` takes it back.
   *
   * @returns seconds to wait; 0 when the attempt may be made.
   */
  async begin(attempt: Attempt): Promise<number> {
    const waiting = await Promise.all(RULES.map((rule) => this.waits.get(this.keyOf(rule, attempt))));
    const longest = Math.max(...waiting.map((found) => found?.msBeforeNext ?? 0));
    if (longest > 0) return Math.ceil(longest / 1000);
    for (const rule of RULES) {
      const key = this.keyOf(rule, attempt);
      const { consumedPoints } = await this.counts.penalty(key, 1, { customDuration: rule.periodSeconds });
      const delay = delayAfter(consumedPoints - rule.free, rule.longestSeconds);
      if (delay === 0) continue;
      try {
        await this.waits.consume(key, 1, { customDuration: delay });
      } catch (error) {
        // Somebody else’s attempt began between our look and now.
        if (error instanceof RateLimiterRes) return Math.ceil(error.msBeforeNext / 1000);
        throw error;
      }
    }
    return 0;
  }

  /** The secret was right: the account starts afresh, the place it came from only loses this attempt. */
  async succeeded(attempt: Attempt): Promise<void> {
    for (const rule of RULES) {
      const key = this.keyOf(rule, attempt);
      if (rule.name === 'address') await this.counts.reward(key, 1);
      else await Promise.all([this.counts.delete(key), this.waits.delete(key)]);
    }
  }

  onModuleInit(): void {
    // The library’s own cleaning would go on, and fail, after the database is closed.
    this.timer = setInterval(() => {
      new Sql(this.dataSource)
        .rows('DELETE FROM attempt_count WHERE expire < ?', [Date.now()])
        .catch((error: unknown) => this.log.warn(`attempts were not forgotten: ${errorForLog(error)}`));
    }, CLEAN_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private keyOf(rule: Rule, attempt: Attempt): string {
    const hash = createHmac('sha256', this.key).update(rule.of(attempt)).digest('base64url');
    return `${rule.name}:${hash}`;
  }
}

/** Seconds after so many attempts beyond the free ones: 1, 2, 4, ... */
export function delayAfter(beyond: number, longestSeconds: number): number {
  return beyond <= 0 ? 0 : Math.min(2 ** (beyond - 1), longestSeconds);
}

/** A limiter over our own table, in the library’s dialect for either database. */
function limiter(dataSource: DataSource, keyPrefix: string, points: number): RateLimiterAbstract {
  const common = {
    keyPrefix,
    points,
    duration: DAY_SECONDS,
    tableName: 'attempt_count',
    tableCreated: true,
    clearExpiredByTimeout: false,
  };
  if (dataSource.options.type === 'postgres') {
    return new RateLimiterPostgres({ ...common, storeClient: dataSource, storeType: 'typeorm' });
  }
  const { databaseConnection } = dataSource.driver as unknown as { databaseConnection: unknown };
  return new RateLimiterSQLite({ ...common, storeClient: databaseConnection, storeType: 'better-sqlite3' });
}
