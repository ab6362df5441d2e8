import { load, problemsOf } from '../../../test/support/configuration.js';

describe('where the server may connect for addresses that others give it', () => {
  it.each(['10.20.0.0/16', '10.0.0.1/32', 'fd12:3456::/32', '::ffff:10.0.0.0/104'])(
    'privateNetworks may have the network %s',
    (network) => {
      const { settings } = load({ egress: { privateNetworks: [network] } });
      expect(settings.egress.privateNetworks).toEqual([network]);
    },
  );

  it.each(['10.20.0.0', '10.20.0.0/33', 'fd00::/129', 'intranet.example', '10.20/16', '10.0.0.0/', '/8', 8])(
    'privateNetworks refuses %j',
    (network) => {
      const [problem] = problemsOf({ egress: { privateNetworks: [network] } });
      expect(problem).toMatchObject({ message: expect.stringContaining('must hold networks') });
    },
  );

  it.each([
    ['a trial on loopback', { issuer: 'http://127.0.0.1:3000' }, {}, true],
    [
      'a trial with loopback: false',
      { issuer: 'http://127.0.0.1:3000', egress: { loopback: false } },
      {},
      false,
    ],
    ['a server with a name', { issuer: 'https://auth.example' }, {}, false],
    ['production', { issuer: 'http://127.0.0.1:3000' }, { NODE_ENV: 'production' }, false],
  ])(
    'may be the loopback interface in a trial, unless the settings forbid this: %s',
    (_what, settings, environment, loopback) => {
      expect(load(settings, environment).settings.egress.loopback).toBe(loopback);
    },
  );
});
