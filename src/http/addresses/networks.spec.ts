import { inNetworks, isNetwork } from './networks.js';

describe('networks', () => {
  it.each(['loopback', '192.0.2.1', '10.0.0.0/8', '2001:db8::/32', '::1', '::ffff:192.0.2.1'])(
    '%s is a network',
    (text) => expect(isNetwork(text)).toBe(true),
  );
  it.each([
    '',
    'example.org',
    '10.0.0.0/33',
    '2001:db8::/129',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    7,
  ])('%j is not a network', (text) => expect(isNetwork(text)).toBe(false));

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.255.0.1', true],
    ['::ffff:10.1.2.3', true],
    ['11.0.0.1', false],
    ['192.0.2.7', true],
    ['192.0.2.8', false],
    ['2001:db8:ffff::1', true],
    ['2001:db9::1', false],
    ['not an address', false],
    [undefined, false],
  ])('%s is in one of the networks: %s', (address, expected) => {
    expect(inNetworks(['loopback', '10.0.0.0/8', '192.0.2.7', '2001:db8::/32'])(address)).toBe(expected);
  });
});
