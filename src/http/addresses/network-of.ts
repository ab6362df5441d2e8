import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network as which an address is counted: an IPv4 address alone, an IPv6 address with its /64. One household or one
 * attacker can choose freely among the addresses of a /64.
 */
export function networkOf(address: string | undefined): string {
  const plain = (address ?? '').split('%', 1)[0]!;
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return 'unknown';
  const groups = expand(plain);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/**
 * The network from which one operator assigns addresses: an IPv4 address with its /16, an IPv6 address with its /32.
 * Used to count many addresses as one, where there are too many to count each.
 */
export function wideNetworkOf(address: string | undefined): string {
  const network = networkOf(address);
  if (network === 'unknown') return network;
  if (isIPv4(network)) return `${network.split('.', 2).join('.')}.0.0/16`;
  return `${network.split(':', 2).join(':')}::/32`;
}

/** The eight groups of an IPv6 address. The text must be one. */
function expand(address: string): number[] {
  // The URL parser accepts every spelling and returns one, without an IPv4 tail.
  const [head, tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string | undefined) =>
    text ? text.split(':').map((group) => parseInt(group, 16)) : [];
  const [before, after] = [groups(head), groups(tail)];
  return tail === undefined
    ? before
    : [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
