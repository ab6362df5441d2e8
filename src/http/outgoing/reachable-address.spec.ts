import { isIPv4 } from 'node:net';
import fc from 'fast-check';
import { proves } from '../../../test/support/proves.js';
import { isWithin, networks, reachOf } from './reachable-address.js';

describe('from where an address can be reached', () => {
  it.each([
    ['public', ['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255']],
    [
      'public',
      ['128.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '223.255.255.255'],
    ],
    ['public', ['2606:4700::1111', '2001:200::1', '2a00::1', '3ffe::1']],
    ['public', ['::ffff:8.8.8.8', '::FFFF:808:808', '64:ff9b::8.8.8.8', '64:ff9b::808:808']],
    ['private', ['10.0.0.0', '10.255.255.255', '100.64.0.0', '127.0.0.1', '127.255.255.255', '172.16.0.0']],
    [
      'private',
      ['172.31.255.255', '192.168.0.1', '198.18.0.1', '198.19.255.255', '203.0.113.7', '192.0.0.1'],
    ],
    ['private', ['192.0.2.1', '192.88.99.1', '198.51.100.1']],
    ['private', ['::1', 'fc00::1', 'fdff::1', 'fec0::1', '2001:db8::1', '2001::1', '2002:a00:1::', '100::1']],
    [
      'private',
      ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '64:ff9b::127.0.0.1', '64:ff9b::a00:1'],
    ],
    // IPv4-compatible, local NAT64, documentation, segment routing: ranges that are not assigned to any network.
    [
      'private',
      ['::127.0.0.1', '::808:808', '64:ff9b:1::808:808', '3fff::1', '5f00::1', '4000::1', 'e000::1'],
    ],
    ['never', ['0.0.0.0', '0.1.2.3', '169.254.169.254', '224.0.0.1', '239.255.255.255', '240.0.0.1']],
    ['never', ['255.255.255.255', '::', '::0.0.0.0', 'fe80::1', 'febf::1', 'ff02::1', 'fe80::1%eth0']],
    ['never', ['::ffff:169.254.169.254', '::ffff:0.0.0.0', '64:ff9b::169.254.169.254', '64:ff9b::']],
    ['never', ['100.100.100.200', 'fd00:ec2::254', '168.63.129.16', '192.0.0.192']],
    ['never', ['', 'localhost', '127.1', '0x7f.0.0.1', '[::1]', '1.2.3.4:80', '::1%lo']],
  ])('%s: %j', (reach, addresses) => {
    proves('TM-08 BI-81 BI-82 BI-83');
    expect(addresses.map((address) => `${address} ${reachOf(address)}`)).toEqual(
      addresses.map((address) => `${address} ${reach}`),
    );
  });

  const ipv4 = fc.ipV4().filter((address) => isIPv4(address));
  const hex = (address: string) => {
    const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  };

  it('is the same for an IPv4 address in each IPv6 form', () => {
    fc.assert(
      fc.property(ipv4, (address) => {
        for (const dressed of ['::ffff:', '0:0:0:0:0:ffff:', '64:ff9b::', '0064:FF9B:0000::'])
          for (const inner of [address, hex(address)])
            expect([dressed, inner, reachOf(dressed + inner)]).toEqual([dressed, inner, reachOf(address)]);
      }),
    );
  });

  it('is never public for IPv6 addresses that are not assigned', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
    const first = fc.oneof(fc.integer({ min: 0, max: 0x1fff }), fc.integer({ min: 0x4000, max: 0xffff }));
    fc.assert(
      fc.property(first, fc.array(group, { minLength: 7, maxLength: 7 }), (head, tail) => {
        const address = [head.toString(16), ...tail].join(':');
        fc.pre(!/^0:0:0:0:0:ffff:|^64:ff9b:0:0:0:0:/.test(address));
        expect(reachOf(address)).not.toBe('public');
      }),
    );
  });
});

it('an address is in a network in every spelling', () => {
  const list = networks(['10.20.0.0/16', 'fd12:3456::/32']);
  const all = ['10.20.255.1', '::ffff:10.20.0.1', '64:ff9b::a14:1', 'fd12:3456::1', 'FD12:3456:0::9'];
  expect(all.filter((address) => !isWithin(list, address))).toEqual([]);
  const none = ['10.21.0.1', 'fd12:3457::1', '::10.20.0.1', 'fd12:3456::1%eth0', 'localhost'];
  expect(none.filter((address) => isWithin(list, address))).toEqual([]);
});
