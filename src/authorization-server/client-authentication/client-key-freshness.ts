import type { Clock } from '#src/clock/clock.js';
import type { ClientKeyStore } from '../engine/overrides/hidden-members.js';

/** How long keys are kept whose answer says nothing about caching, and the longest time that an answer may ask for. */
const DEFAULT_SECONDS = 60;
const MAX_SECONDS = 3600;
/** Long enough for the request that fetched the keys. */
const MIN_SECONDS = 2;
/** An unknown `kid` may be a new key. It may also come from an attacker who wants this server to fetch without end. */
const REFETCH_AFTER_SECONDS = 10;

/**
 * Client keys from a `jwks_uri` are kept as long as their Cache-Control says, and no longer (SMART App Launch 2.2,
 * "Client Authentication: Asymmetric").
 *
 * The engine keeps the keys for at least a minute and fetches again only when a key is missing. So it would go on
 * accepting a key that the client has removed.
 */
export class ClientKeyFreshness {
  /**
   * By key store, not by address: two clients may use the same address, and each store holds the keys that it fetched
   * itself.
   */
  private readonly fetched = new WeakMap<object, { at: number; seconds: number }>();

  constructor(private readonly clock: Clock) {}

  /** Notes what an answer says about caching. */
  record(store: object, headers: { get(name: string): string | null }): void {
    this.fetched.set(store, { at: this.clock.epoch(), seconds: cacheSeconds(headers.get('cache-control')) });
  }

  /** Makes a key store offer its keys only as long as their answer allowed. */
  guard(store: ClientKeyStore): void {
    const select = store.selectForVerify.bind(store);
    store.selectForVerify = (options) => {
      const last = this.fetched.get(store);
      const age = last ? this.clock.epoch() - last.at : Infinity;
      const keys = last && age < last.seconds ? select(options) : [];
      // There is no key to offer. The engine fetches again when `freshUntil` is over, so that is set back.
      if (keys.length === 0 && (!last || age >= Math.min(last.seconds, REFETCH_AFTER_SECONDS)))
        store.freshUntil = 0;
      return keys;
    };
  }
}

function cacheSeconds(cacheControl: string | null): number {
  if (cacheControl === null) return DEFAULT_SECONDS;
  if (/\bno-(store|cache)\b/i.test(cacheControl)) return MIN_SECONDS;
  const maxAge = /\bmax-age\s*=\s*"?(\d+)/i.exec(cacheControl)?.[1];
  if (maxAge === undefined) return DEFAULT_SECONDS;
  return Math.min(Math.max(Number(maxAge), MIN_SECONDS), MAX_SECONDS);
}
