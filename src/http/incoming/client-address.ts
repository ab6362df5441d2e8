import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';

/**
 * Who sent a request, as far as anybody trustworthy says: the nearest address of the way here that is no proxy of ours.
 * What stands further to the left in X-Forwarded-For was written by that one, and may say anything.
 *
 * @param isProxy whether what an address says of the one before is believed.
 */
export function clientAddress(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  isProxy: (address: string | undefined) => boolean,
): string | undefined {
  const nearest = request.socket.remoteAddress;
  if (!isProxy(nearest)) return nearest;
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const way = forwarded.map(withoutPort).filter((one) => one !== '');
  for (const address of way.reverse()) if (!isProxy(address)) return address;
  return way.at(-1) ?? nearest;
}

/** Some proxies write the port along. */
function withoutPort(text: string): string {
  const [, address] = /^\s*(?:(\d+(?:\.\d+){3})|\[([^\]]+)\])(?::\d+)?\s*$/.exec(text)?.filter(Boolean) ?? [];
  return address ?? text.trim();
}

/** The address that the request under way came from, for code that is handed no request. */
export const addressOfRequest = new AsyncLocalStorage<string | undefined>();
