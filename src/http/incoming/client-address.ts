import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address of the client that sent a request, as far as trusted proxies say. It is the nearest address on the way
 * that is not a trusted proxy. The entries further to the left in X-Forwarded-For were written by that client, and may
 * be false.
 *
 * If a trusted proxy writes something that is no address, nobody knows what came before it: the request counts as that
 * proxy’s own.
 *
 * @param isProxy whether an address is a trusted proxy, so that its entry for the address before is believed.
 * @returns an IP address without port, brackets and zone; undefined when the connection has none.
 */
export function clientAddress(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  isProxy: (address: string | undefined) => boolean,
): string | undefined {
  let nearest = request.socket.remoteAddress;
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  while (isProxy(nearest)) {
    const before = forwarded.pop();
    if (before === undefined) break;
    // An element of a list that is empty means nothing (RFC 9110 section 5.6.1).
    if (before.trim() === '') continue;
    const address = plainAddress(before);
    if (address === undefined) break;
    nearest = address;
  }
  return nearest;
}

/** Some proxies add the port. The zone of an IPv6 address means something on one machine only. */
function plainAddress(entry: string): string | undefined {
  const text = entry.trim();
  const [, ofIpv4, ofIpv6] = /^(?:(\d+(?:\.\d+){3})|\[([^\]]+)\])(?::\d+)?$/.exec(text) ?? [];
  const address = ofIpv4 ?? ofIpv6 ?? text;
  return isIP(address) === 0 ? undefined : address.split('%', 1)[0];
}
