import type { IncomingMessage } from 'node:http';
import { clientAddress } from './client-address.js';
import { inNetworks } from '../addresses/networks.js';

describe('the address of the client', () => {
  const isProxy = inNetworks(['loopback', '10.0.0.0/8']);

  it.each([
    ['a direct connection', '192.0.2.1', undefined, '192.0.2.1'],
    ['a direct connection that sends the header', '192.0.2.1', '198.51.100.1', '192.0.2.1'],
    ['a proxy that does not send the header', '10.0.0.1', undefined, '10.0.0.1'],
    ['a proxy', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['two proxies', '127.0.0.1', '198.51.100.1, 10.0.0.2', '198.51.100.1'],
    [
      'a client that sends an address in the header itself',
      '10.0.0.1',
      '1.1.1.1, 198.51.100.1',
      '198.51.100.1',
    ],
    [
      'a client that sends nonsense in the header itself',
      '10.0.0.1',
      '<script>,, 198.51.100.1',
      '198.51.100.1',
    ],
    ['proxies only', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['a proxy that writes ports', '10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['a proxy that writes ports of IPv6', '10.0.0.1', '[2001:db8::1]:4711', '2001:db8::1'],
    ['a proxy that writes brackets', '10.0.0.1', '[2001:db8::1]', '2001:db8::1'],
    ['a proxy that writes IPv6 without brackets', '10.0.0.1', '2001:db8::1', '2001:db8::1'],
    ['a proxy that writes a zone', '10.0.0.1', `fe80::1%${'x'.repeat(9_000)}`, 'fe80::1'],
    ['two proxies, of which the first one writes no address', '10.0.0.1', 'unknown, 10.0.0.2', '10.0.0.2'],
    ['two proxies, of which the second one writes no address', '10.0.0.1', '192.0.2.1, -', '10.0.0.1'],
    ['a proxy that writes a name', '10.0.0.1', 'client.example', '10.0.0.1'],
    ['a proxy that writes numbers that are no address', '10.0.0.1', '999.1.1.1:80', '10.0.0.1'],
    ['a proxy that writes brackets around no address', '10.0.0.1', '[198.51.100.1]x', '10.0.0.1'],
    ['a proxy that passes on markup', '10.0.0.1', '<script>alert(1)</script>', '10.0.0.1'],
    ['a proxy that passes on a very long text', '10.0.0.1', '1'.repeat(60_000), '10.0.0.1'],
    ['a proxy that writes an empty entry', '10.0.0.1', '198.51.100.1, ,', '198.51.100.1'],
    ['a proxy that writes nothing', '10.0.0.1', '', '10.0.0.1'],
  ])('of %s', (_what, remoteAddress, forwarded, expected) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const request = { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
    expect(clientAddress(request, isProxy)).toBe(expected);
  });
});
