import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '#src/http/addresses/network-of.js';

const PERIOD_SECONDS = 900;
/** Wrong secrets in a period from one place, before the next one is not looked at. A service set up wrongly tries often. */
const FREE_HERE = 50;
/** Where the client is known: somebody else behind the same address may be guessing. */
const FREE_WHERE_KNOWN = 1_000;
/** The same from all places together where this client never had the right one; then each has one guess only. */
const FREE_ELSEWHERE = 100;
/** The library forgets by a timer, and Node’s timers go no further than 24 days. */
const KNOWN_SECONDS = 14 * 86_400;

/**
 * Slows down whoever tries secrets of clients. Where a client has shown the right one before, what others try elsewhere
 * does not count. Counted in the memory of this process: these secrets are long, and nobody types them.
 */
export class ClientSecretBrake {
  private readonly here = new RateLimiterMemory({ points: FREE_HERE, duration: PERIOD_SECONDS });
  private readonly elsewhere = new RateLimiterMemory({ points: FREE_ELSEWHERE, duration: PERIOD_SECONDS });
  private readonly known = new RateLimiterMemory({ points: 1, duration: KNOWN_SECONDS });

  /** @returns seconds to wait; 0 when a secret may be looked at. */
  async wait(clientId: string, address: string | undefined): Promise<number> {
    const place = placeOf(clientId, address);
    const tried = await this.here.get(place);
    // The first one from a place is always looked at: the client may have moved, or we may have forgotten where it was.
    if (!tried || tried.consumedPoints === 0) return 0;
    if (await this.isKnown(place)) return usedUp(this.here, place, FREE_WHERE_KNOWN);
    const here = await usedUp(this.here, place, FREE_HERE);
    return Math.max(here, await usedUp(this.elsewhere, clientId, FREE_ELSEWHERE));
  }

  async wrong(clientId: string, address: string | undefined): Promise<void> {
    const place = placeOf(clientId, address);
    await this.here.penalty(place);
    if (!(await this.isKnown(place))) await this.elsewhere.penalty(clientId);
  }

  async right(clientId: string, address: string | undefined): Promise<void> {
    const place = placeOf(clientId, address);
    await this.here.delete(place);
    await this.known.set(place, 1, KNOWN_SECONDS);
  }

  private async isKnown(place: string): Promise<boolean> {
    return (await this.known.get(place)) !== null;
  }
}

function placeOf(clientId: string, address: string | undefined): string {
  return `${networkOf(address)} ${clientId}`;
}

async function usedUp(limiter: RateLimiterMemory, key: string, free: number): Promise<number> {
  const counted: RateLimiterRes | null = await limiter.get(key);
  return counted && counted.consumedPoints >= free ? Math.max(1, Math.ceil(counted.msBeforeNext / 1000)) : 0;
}
