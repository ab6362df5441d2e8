import type { RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '#src/clock/clock.js';
import { networkOf } from '#src/http/addresses/network-of.js';
import { Crowd } from '#src/http/incoming/crowd.js';
import { MemoryLimiter } from '#src/http/incoming/memory-limiter.js';

const PERIOD_SECONDS = 900;
/**
 * How many wrong secrets one network may send in a period before the next secret is not checked. A misconfigured
 * service tries often.
 */
const FREE_HERE = 50;
/**
 * The same for a network where the client has sent the right secret before, because an attacker may share that address.
 */
const FREE_WHERE_KNOWN = 1_000;
/**
 * The same for all networks together where this client never sent the right secret. After that, each of them has only
 * one guess.
 */
const FREE_ELSEWHERE = 100;
/** Takes about 25 megabytes. When more networks sent wrong secrets in a period, further ones are not counted each. */
const MOST_NETWORKS = 50_000;
/** The library forgets by a timer, and the longest timer of Node is 24 days. */
const KNOWN_SECONDS = 14 * 86_400;
/** When half of the time is over, it begins anew, so that a client that goes on stays known. */
const RENEWED_BELOW_MS = 500 * KNOWN_SECONDS;

/**
 * Slows down guessing of client secrets. Guesses from other networks do not count against a network where the client
 * has sent the right secret before. The counts live in the memory of this process. That is enough, because these
 * secrets are long and no person types them.
 */
export class ClientSecretBrake {
  private readonly here = new MemoryLimiter({ points: FREE_HERE, duration: PERIOD_SECONDS });
  private readonly elsewhere = new MemoryLimiter({ points: FREE_ELSEWHERE, duration: PERIOD_SECONDS });
  private readonly known = new MemoryLimiter({ points: 1, duration: KNOWN_SECONDS });
  private readonly networks: Crowd;

  constructor(clock: Clock, mostNetworks = MOST_NETWORKS) {
    this.networks = new Crowd(PERIOD_SECONDS, mostNetworks, clock);
  }

  /** @returns the seconds to wait; 0 when a secret may be checked. */
  async wait(clientId: string, address: string | undefined): Promise<number> {
    const place = placeOf(clientId, address);
    const tried = await this.here.get(place);
    // The first secret from a network is always checked, except in a crowd: the client may have moved, or this process
    // may have forgotten the network.
    const isFirst = !tried || tried.consumedPoints === 0;
    if (isFirst && !this.networks.isThere) return 0;
    if (await this.isKnown(place)) return usedUp(this.here, place, FREE_WHERE_KNOWN);
    const here = await usedUp(this.here, place, FREE_HERE);
    return Math.max(here, await usedUp(this.elsewhere, clientId, FREE_ELSEWHERE));
  }

  async wrong(clientId: string, address: string | undefined): Promise<void> {
    const place = placeOf(clientId, address);
    if (!this.networks.isThere || (await this.here.get(place))) {
      const { isFirstInDuration } = await this.here.penalty(place);
      if (isFirstInDuration) this.networks.add();
    }
    if (!(await this.isKnown(place))) await this.elsewhere.penalty(clientId);
  }

  async right(clientId: string, address: string | undefined): Promise<void> {
    const place = placeOf(clientId, address);
    await this.here.delete(place);
    // Each write starts a timer, and this runs for each request of a service.
    const known = await this.known.get(place);
    if (!known || known.msBeforeNext < RENEWED_BELOW_MS) await this.known.set(place, 1, KNOWN_SECONDS);
  }

  private async isKnown(place: string): Promise<boolean> {
    return (await this.known.get(place)) !== null;
  }
}

function placeOf(clientId: string, address: string | undefined): string {
  return `${networkOf(address)} ${clientId}`;
}

async function usedUp(limiter: MemoryLimiter, key: string, free: number): Promise<number> {
  const counted: RateLimiterRes | null = await limiter.get(key);
  return counted && counted.consumedPoints >= free ? Math.max(1, Math.ceil(counted.msBeforeNext / 1000)) : 0;
}
