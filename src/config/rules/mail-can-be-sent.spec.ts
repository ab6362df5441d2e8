import { load, problemsOf, provider, withProvider } from '../../../test/support/configuration.js';

const mail = { from: 'sign-in@hospital.test', host: 'mail.hospital.test' };
const linking = 'externalIdentityProviders.identityProvider[0].linking';
const withCode = (more: object = {}) => withProvider({ linking: 'oneTimeCode', ...more });

describe('the mail settings', () => {
  it('are optional', () => {
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
      'an address that is not valid',
      { mail: { from: mail.from, url: 'smtp://mail.test:port' } },
      'mail.url',
      'is not a valid address',
    ],
    ['no sender', { mail: { host: 'mail.test' } }, 'mail.from', 'must be an address'],
    [
      'a sender that contains another header',
      { mail: { ...mail, from: 'A <a@b.test>\r\nBcc: x@y.test' } },
      'mail.from',
      'must be an address',
    ],
    [
      'a web address as the mail server',
      { mail: { from: mail.from, url: 'https://mail.test' } },
      'mail.url',
      'smtp://',
    ],
    ['an unknown value for TLS', { mail: { ...mail, tls: 'maybe' } }, 'mail.tls', 'starttls'],
  ])('refuse %s', (_what, tree, path, message) => {
    expect(problemsOf(tree)).toEqual([
      expect.objectContaining({ path, message: expect.stringContaining(message) as string }),
    ]);
  });

  it('do not show a password of an address in a problem', () => {
    const [problem] = problemsOf({ mail: { from: mail.from, url: 'http://u:hunter2@mail.test' } });
    expect(problem!.message).not.toContain('hunter2');
  });

  it.each([
    [{ ...mail, tls: 'none' }, 1],
    [{ from: mail.from, url: 'smtp://mail.test', tls: 'none' }, 1],
    [{ ...mail, host: '127.0.0.1', tls: 'none' }, 0],
    [{ from: mail.from, url: 'smtp://localhost:2525', tls: 'none' }, 0],
    [mail, 0],
  ])('warn when mail to another machine is not encrypted: %j', (section, count) => {
    expect(load({ mail: section }).warnings.filter(({ path }) => path === 'mail.tls')).toHaveLength(count);
  });

  it('make one-time codes possible; linking is automatic by default', () => {
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
