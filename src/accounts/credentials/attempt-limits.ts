import { createHmac } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type RateLimiterAbstract,
  RateLimiterPostgres,
  RateLimiterRes,
  RateLimiterSQLite,
} from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { DAY_SECONDS } from '#src/clock/day.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { ExpiredRows } from '#src/database/expired-rows.js';
import { Sql } from '#src/database/sql.js';
import { networkOf } from '#src/http/addresses/network-of.js';

/** How long a device or network is remembered after it was last used for an account. */
const KNOWN_SECONDS = 180 * DAY_SECONDS;

/** The facts by which an attempt is counted. */
export interface Attempt {
  /** The claimed account: the normal form of an address, whether an account has it or not. */
  account: string;
  /** The IP address the attempt came from. */
  address: string | undefined;
  /** The device, if its cookie was signed by this server. */
  device?: string | undefined;
}

/** How this server answers an attempt. */
export interface AttemptStanding {
  /** Seconds to wait; 0 when the attempt may be made. */
  waitSeconds: number;
  /** True when the account was opened from this device or network before. Then the attempt has a budget of its own. */
  known: boolean;
}

interface Rule {
  name: 'device' | 'pair' | 'account' | 'address';
  of: (attempt: Attempt) => string;
  /** Attempts in a period that cause no wait. */
  free: number;
  periodSeconds: number;
  longestSeconds: number;
}

const PAIR: Rule = {
  name: 'pair',
  of: ({ account, address }) => `${account} ${networkOf(address)}`,
  free: 5,
  periodSeconds: DAY_SECONDS,
  longestSeconds: 900,
};
const DEVICE: Rule = { ...PAIR, name: 'device', of: ({ account, device }) => `${account} ${device}` };

/**
 * Counters, each with a delay that doubles. None of them locks an account for good. Guesses at one account from one
 * network wait longest. The address may make many mistakes, because a whole hospital may be behind it on a Monday
 * morning.
 */
const OF_STRANGERS: Rule[] = [
  PAIR,
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
 * Where an account was opened before, attempts from elsewhere do not count. Otherwise an attacker could keep the owner
 * out.
 */
const OF_KNOWN_DEVICE: Rule[] = [DEVICE];
const OF_KNOWN_NETWORK: Rule[] = [PAIR];

function rulesOf({ device }: Attempt): Rule[] {
  return device === undefined ? OF_STRANGERS : [...OF_STRANGERS, DEVICE];
}

/**
 * Slows down guessing of the secrets of accounts. The database holds the counts, so all processes count together and a
 * restart forgets nothing. Every check of such a secret must ask here first.
 */
@Injectable()
export class AttemptLimits implements OnModuleInit {
  private readonly key: Buffer;
  private readonly counts: RateLimiterAbstract;
  private readonly waits: RateLimiterAbstract;
  private readonly known: RateLimiterAbstract;

  constructor(
    private readonly dataSource: DataSource,
    secretBox: SecretBox,
    private readonly clock: Clock,
    private readonly expiredRows: ExpiredRows,
  ) {
    this.key = secretBox.derive('attempts');
    this.counts = limiter(dataSource, 'count', Number.MAX_SAFE_INTEGER);
    this.waits = limiter(dataSource, 'wait', 1);
    this.known = limiter(dataSource, 'known', 1);
  }

  /**
   * Asks before a secret is checked. The attempt is counted as a failure at once, so that a hundred attempts at the
   * same moment count as a hundred. `succeeded` takes it back.
   *
   * @returns the seconds to wait; 0 when the attempt may be made.
   */
  async begin(attempt: Attempt): Promise<number> {
    return (await this.meet(attempt)).waitSeconds;
  }

  /** The same as {@link begin}. Also says whether the attempt comes from where the account was opened before. */
  async meet(attempt: Attempt): Promise<AttemptStanding> {
    const binding = await this.bindingOn(attempt);
    return { waitSeconds: await this.count(attempt, binding), known: binding !== OF_STRANGERS };
  }

  /** The rules that can make this attempt wait. All other rules count it, too, for later attempts. */
  private async bindingOn(attempt: Attempt): Promise<Rule[]> {
    if (attempt.device !== undefined && (await this.isKnown(DEVICE, attempt))) return OF_KNOWN_DEVICE;
    return (await this.isKnown(PAIR, attempt)) ? OF_KNOWN_NETWORK : OF_STRANGERS;
  }

  private async isKnown(rule: Rule, attempt: Attempt): Promise<boolean> {
    return (await this.known.get(this.keyOf(rule, attempt))) !== null;
  }

  private async count(attempt: Attempt, binding: Rule[]): Promise<number> {
    const waiting = await Promise.all(binding.map((rule) => this.waits.get(this.keyOf(rule, attempt))));
    const longest = Math.max(...waiting.map((found) => found?.msBeforeNext ?? 0));
    if (longest > 0) return Math.ceil(longest / 1000);
    for (const rule of rulesOf(attempt)) {
      const key = this.keyOf(rule, attempt);
      const { consumedPoints } = await this.counts.penalty(key, 1, { customDuration: rule.periodSeconds });
      const delay = delayAfter(consumedPoints - rule.free, rule.longestSeconds);
      if (delay === 0) continue;
      try {
        await this.waits.consume(key, 1, { customDuration: delay });
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        // Another attempt has begun since the waits were read.
        if (binding.includes(rule)) return Math.ceil(error.msBeforeNext / 1000);
      }
    }
    return 0;
  }

  /**
   * Notes that the secret was right. The counts of the account start again; the address only gets this one attempt
   * back. Device and network are known from now on.
   */
  async succeeded(attempt: Attempt): Promise<void> {
    for (const rule of attempt.device === undefined ? [PAIR] : [PAIR, DEVICE])
      await this.known.set(this.keyOf(rule, attempt), 1, KNOWN_SECONDS);
    for (const rule of rulesOf(attempt)) {
      const key = this.keyOf(rule, attempt);
      if (rule.name === 'address') await this.counts.reward(key, 1);
      else await Promise.all([this.counts.delete(key), this.waits.delete(key)]);
    }
  }

  onModuleInit(): void {
    const sql = new Sql(this.dataSource);
    // The library’s own cleaning would go on after the database is closed, and fail.
    this.expiredRows.alsoDelete(async (most) => {
      const statement = `DELETE FROM attempt_count WHERE key IN (SELECT key FROM attempt_count WHERE expire < ? LIMIT ${most}) RETURNING 1`;
      return (await sql.rows(statement, [this.clock.milliseconds()])).length;
    });
  }

  private keyOf(rule: Rule, attempt: Attempt): string {
    const hash = createHmac('sha256', this.key).update(rule.of(attempt)).digest('base64url');
    return `${rule.name}:${hash}`;
  }
}

/** The delay in seconds after this many attempts beyond the free ones: 1, 2, 4, ... */
export function delayAfter(beyond: number, longestSeconds: number): number {
  return beyond <= 0 ? 0 : Math.min(2 ** (beyond - 1), longestSeconds);
}

/** A limiter that uses this server’s table, through the library’s class for the database in use. */
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
