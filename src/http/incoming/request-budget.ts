import type { Clock } from '#src/clock/clock.js';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf, wideNetworkOf } from '../addresses/network-of.js';
import { Crowd } from './crowd.js';
import { MemoryLimiter } from './memory-limiter.js';

const MINUTE_SECONDS = 60;
/**
 * How many budgets all addresses of one operator may use together. Needed for IPv6, where one customer may have
 * millions of addresses.
 */
const WIDE_FACTOR = 20;
/** Takes about 25 megabytes. When there are more networks at once, only their wide networks are counted. */
const MOST_NETWORKS = 50_000;

/**
 * Limits how much each network (an IPv4 address, an IPv6 /64) may ask for in a minute. The counts are in the memory of
 * this process only: they slow clients down and are not exact.
 */
export class RequestBudget {
  private readonly narrow: MemoryLimiter;
  private readonly wide: MemoryLimiter;
  private readonly networks: Crowd;

  /** @param points what one network may use in a minute. */
  constructor(points: number, clock: Clock, mostNetworks = MOST_NETWORKS) {
    this.networks = new Crowd(MINUTE_SECONDS, mostNetworks, clock);
    this.narrow = new MemoryLimiter({ points, duration: MINUTE_SECONDS });
    this.wide = new MemoryLimiter({ points: points * WIDE_FACTOR, duration: MINUTE_SECONDS });
  }

  /** @returns seconds to wait; 0 when the points were taken. */
  async take(address: string | undefined, points = 1): Promise<number> {
    const network = networkOf(address);
    const isCrowd = this.networks.isThere;
    // The wide network is counted first, so that a client that has used it up adds no entries to the memory.
    if (isCrowd || network.includes('/')) {
      const { wait } = await consume(this.wide, wideNetworkOf(address), points);
      if (wait > 0 || isCrowd) return wait;
    }
    const { wait, isNew } = await consume(this.narrow, network, points);
    if (isNew) this.networks.add();
    return wait;
  }
}

async function consume(
  limiter: MemoryLimiter,
  key: string,
  points: number,
): Promise<{ wait: number; isNew: boolean }> {
  try {
    return { wait: 0, isNew: (await limiter.consume(key, points)).isFirstInDuration };
  } catch (full) {
    if (!(full instanceof RateLimiterRes)) throw full;
    return { wait: Math.max(1, Math.ceil(full.msBeforeNext / 1000)), isNew: full.isFirstInDuration };
  }
}
