import { BlockList, isIP } from 'node:net';

/** How many addresses are remembered. */
const MOST_KNOWN = 1_000;
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** Whether a text is an address, a network such as `10.0.0.0/8`, or the word `loopback`. */
export function isNetwork(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  if (text === 'loopback') return true;
  const [address, prefix, ...rest] = text.split('/');
  const family = isIP(address!);
  if (family === 0 || rest.length > 0 || address!.includes('%')) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/**
 * @param entries networks or addresses for which {@link isNetwork} is true.
 * @returns a function that says whether an address lies in one of them. An IPv4 address also counts in its IPv6 form.
 */
export function inNetworks(entries: readonly string[]): (address: string | undefined) => boolean {
  if (entries.length === 0) return () => false;
  const list = new BlockList();
  for (const entry of entries.flatMap((one) => (one === 'loopback' ? LOOPBACK : [one]))) {
    const [address, prefix] = entry.split('/') as [string, string?];
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    list.addSubnet(address, Number(prefix ?? (family === 'ipv4' ? 32 : 128)), family);
  }
  const isInside = (address: string): boolean => {
    const plain = address.split('%', 1)[0]!;
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  };
  // Every request asks, and the list is slow.
  const known = new Map<string, boolean>();
  return (address = '') => {
    let answer = known.get(address);
    if (answer === undefined) {
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(address, (answer = isInside(address)));
    }
    return answer;
  };
}
