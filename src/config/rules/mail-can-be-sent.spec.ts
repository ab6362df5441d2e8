import { load, problemsOf, provider, withProvider } from '../../../test/support/configuration.js';

const mail = { from: 'sign-in@hospital.test', host: 'mail.hospital.test' };
const linking = 'externalIdentityProviders.identityProvider[0].linking';
const withCode = (more: object = {}) => withProvider({ linking: 'oneTimeCode', ...more });

describe('mail can be sent', () => {
  it('is off by default, and nothing needs it', () => {
    expect(load({}).settings.mail).toBeUndefined();
  });

  it.each([
    ['one-time codes without mail', withCode(), linking, 'set mail.from'],
    [
      'one-time codes where accounts are made at sign-in',
      { ...withCode({ allowAutoProvision: true }), mail },
      linking,
      'allowAutoProvision must be false',
    ],
    ['no server', { mail: { from: mail.from } }, 'mail', 'exactly one of url and host'],
    ['two servers', { mail: { ...mail, url: 'smtp://mail.test' } }, 'mail', 'exactly one of url and host'],
    [
      'an address that is none',
      { mail: { from: mail.from, url: 'smtp://mail.test:port' } },
      'mail.url',
      'is not a valid address',
    ],
    ['no sender', { mail: { host: 'mail.test' } }, 'mail.from', 'must be an address'],
    [
      'a sender with another header in it',
      { mail: { ...mail, from: 'A <a@b.test>\r\nBcc: x@y.test' } },
      'mail.from',
      'must be an address',
    ],
    [
      'a server that is a web page',
      { mail: { from: mail.from, url: 'https://mail.test' } },
      'mail.url',
      'smtp://',
    ],
    ['another way of TLS', { mail: { ...mail, tls: 'maybe' } }, 'mail.tls', 'starttls'],
  ])('refuses %s', (_what, tree, path, message) => {
    expect(problemsOf(tree)).toEqual([
      expect.objectContaining({ path, message: expect.stringContaining(message) as string }),
    ]);
  });

  it('a password in an address is not shown', () => {
    const [problem] = problemsOf({ mail: { from: mail.from, url: 'http://u:hunter2@mail.test' } });
    expect(problem!.message).not.toContain('hunter2');
  });

  it.each([
    [{ ...mail, tls: 'none' }, 1],
    [{ from: mail.from, url: 'smtp://mail.test', tls: 'none' }, 1],
    [{ ...mail, host: '127.0.0.1', tls: 'none' }, 0],
    [{ from: mail.from, url: 'smtp://localhost:2525', tls: 'none' }, 0],
    [mail, 0],
  ])('warns of mail in the clear to another machine: %j', (section, count) => {
    expect(load({ mail: section }).warnings.filter(({ path }) => path === 'mail.tls')).toHaveLength(count);
  });

  it('with mail, one-time codes are accepted; without a word, linking is automatic', () => {
    const { settings } = load({
      externalIdentityProviders: {
        identityProvider: [provider({ linking: 'oneTimeCode' }), provider({ scheme: 'other' })],
      },
      mail,
    });
    expect(settings.externalIdentityProviders.identityProvider.map((one) => one.linking)).toEqual([
      'oneTimeCode',
      'automatic',
    ]);
  });
});
