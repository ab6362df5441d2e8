import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Who can be reached at an IP address. `public`: hosts on the Internet. `private`: hosts near this server, which it can
 * reach and a stranger cannot. `never`: addresses that no hospital network can mean.
 */
export type Reach = 'public' | 'private' | 'never';

/** IANA IPv4 Special-Purpose Address Registry (RFC 6890). */
const PRIVATE_IPV4 = networks([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
]);

/** No host, many hosts, or only this link; and the addresses at which clouds offer the credentials of a machine. */
const NEVER = networks([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254/128',
]);

/** The addresses that are assigned to the Internet (RFC 4291 section 2.4), and the ranges in them that are not. */
const GLOBAL_IPV6 = networks(['2000::/3']);
const PRIVATE_IPV6 = networks(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);
/** IPv6 forms of an IPv4 address: mapped (RFC 4291 section 2.5.5.2), or behind the well-known NAT64 (RFC 6052). */
const EMBEDDING_IPV6 = networks(['::ffff:0:0/96', '64:ff9b::/96']);

/** @param address an IPv4 or IPv6 address, without brackets. Any other text is `never`. */
export function reachOf(address: string): Reach {
  const plain = plainAddress(address);
  if (plain === undefined || contains(NEVER, plain)) return 'never';
  if (isIPv4(plain)) return contains(PRIVATE_IPV4, plain) ? 'private' : 'public';
  return contains(GLOBAL_IPV6, plain) && !contains(PRIVATE_IPV6, plain) ? 'public' : 'private';
}

/** Whether an address lies in one of the networks, in whatever form it is written. */
export function isWithin(list: BlockList, address: string): boolean {
  const plain = plainAddress(address);
  return plain !== undefined && contains(list, plain);
}

/** @param cidrs networks as `10.20.0.0/16`, well-formed. */
export function networks(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address, bits] = cidr.split('/') as [string, string];
    list.addSubnet(address, Number(bits), family(address));
  }
  return list;
}

/**
 * The canonical form of an address. For an address that embeds another one, it is the embedded address, because packets
 * go there.
 */
function plainAddress(address: string): string | undefined {
  if (isIPv4(address)) return address;
  // An address with a zone belongs to one link only.
  if (!isIPv6(address) || address.includes('%')) return undefined;
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  if (!contains(EMBEDDING_IPV6, canonical)) return canonical;
  return canonical
    .split(':')
    .slice(-2)
    .map((group) => parseInt(group || '0', 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, family(address));
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
