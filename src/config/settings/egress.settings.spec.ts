import { load, problemsOf } from '../../../test/support/configuration.js';

describe('what addresses given by others may lead to', () => {
  it.each(['10.20.0.0/16', '10.0.0.1/32', 'fd12:3456::/32', '::ffff:10.0.0.0/104'])(
    'may be a network: %s',
    (network) => {
      const { settings } = load({ egress: { privateNetworks: [network] } });
      expect(settings.egress.privateNetworks).toEqual([network]);
    },
  );

  it.each(['10.20.0.0', '10.20.0.0/33', 'fd00::/129', 'intranet.example', '10.20/16', '10.0.0.0/', '/8', 8])(
    'is nothing but networks: %j is refused',
    (network) => {
      const [problem] = problemsOf({ egress: { privateNetworks: [network] } });
      expect(problem).toMatchObject({ message: expect.stringContaining('must hold networks') });
    },
  );

  it.each([
    ['a trial on this machine', { issuer: 'http://127.0.0.1:3000' }, {}, true],
    [
      'a trial that wants to know',
      { issuer: 'http://127.0.0.1:3000', egress: { loopback: false } },
      {},
      false,
    ],
    ['a server with a name', { issuer: 'https://auth.example' }, {}, false],
    ['production', { issuer: 'http://127.0.0.1:3000' }, { NODE_ENV: 'production' }, false],
  ])('is this machine for %s', (_what, settings, environment, loopback) => {
    expect(load(settings, environment).settings.egress.loopback).toBe(loopback);
  });
});
