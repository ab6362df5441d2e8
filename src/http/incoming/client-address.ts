import type { IncomingMessage } from 'node:http';

/**
 * The address of the client that sent a request, as far as trusted proxies say. It is the nearest address on the way
 * that is not a trusted proxy. The entries further to the left in X-Forwarded-For were written by that client, and may
 * be false.
 *
 * @param isProxy whether an address is a trusted proxy, so that its entry for the address before is believed.
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

/** Some proxies add the port. */
function withoutPort(text: string): string {
  const [, address] = /^\s*(?:(\d+(?:\.\d+){3})|\[([^\]]+)\])(?::\d+)?\s*$/.exec(text)?.filter(Boolean) ?? [];
  return address ?? text.trim();
}
