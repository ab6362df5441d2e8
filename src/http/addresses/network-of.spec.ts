import { proves } from '../../../test/support/proves.js';
import { networkOf } from './network-of.js';

describe('networkOf', () => {
  it.each([
    ['an IPv4 address, alone', '192.0.2.7', '192.0.2.7'],
    proves('TM-38', ['an IPv6 address, with its /64', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64']),
    ['another IPv6 address of the same /64', '2001:DB8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['an IPv6 address of another /64', '2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['zeros left out at the front', '::1', '0:0:0:0::/64'],
    ['zeros left out in the middle', '2001:db8::1', '2001:db8:0:0::/64'],
    ['IPv4 in IPv6', '::ffff:192.0.2.7', '192.0.2.7'],
    ['IPv4 in IPv6, in hexadecimal', '::ffff:c000:207', '192.0.2.7'],
    ['a link-local address with its zone', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['no address', undefined, 'unknown'],
    ['text that is not an address', 'not an address', 'unknown'],
  ])('%s', (_what, address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
