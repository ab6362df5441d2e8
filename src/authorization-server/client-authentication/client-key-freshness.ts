import { epochNow } from '#src/clock/clock.js';
import type { ClientKeyStore } from '../engine/overrides/hidden-members.js';

/** Keys without a word about caching, and the most that any word is believed for. */
const DEFAULT_SECONDS = 60;
const MAX_SECONDS = 3600;
/** Long enough for the request that fetched them. */
const MIN_SECONDS = 2;
/** An unknown `kid` may be a new key, or somebody who wants us to fetch without end. */
const REFETCH_AFTER_SECONDS = 10;

/**
 * Client keys from a `jwks_uri` live as long as their Cache-Control says, and no longer (SMART App Launch 2.2, "Client
 * Authentication: Asymmetric").
 *
 * The engine keeps them for at least a minute, looks only when a key is missing, and so goes on accepting one that the
 * client has taken down.
 */
export class ClientKeyFreshness {
  /** By store, not by address: two clients may name one address, and each has the keys it fetched itself. */
  private readonly fetched = new WeakMap<object, { at: number; seconds: number }>();

  /** Remembers what an answer says about caching. */
  record(store: object, headers: { get(name: string): string | null }): void {
    this.fetched.set(store, { at: epochNow(), seconds: cacheSeconds(headers.get('cache-control')) });
  }

  /** Makes a store offer its keys as long as their answer said, and no longer. */
  guard(store: ClientKeyStore): void {
    const select = store.selectForVerify.bind(store);
    store.selectForVerify = (options) => {
      const last = this.fetched.get(store);
      const age = last ? epochNow() - last.at : Infinity;
      const keys = last && age < last.seconds ? select(options) : [];
      // None to offer: the engine fetches if the store is no longer fresh by its own reckoning.
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
