import { load, problemsOf, provider } from '../../../test/support/configuration.js';
import { proves } from '../../../test/support/proves.js';

const PRODUCTION = { NODE_ENV: 'production' };
const sound = {
  issuer: 'https://auth.hospital.test',
  fhirServers: [{ name: 'records', baseUrl: 'https://fhir.hospital.test/r4' }],
  clients: [{ clientId: 'app', redirectUris: ['https://app.test/cb'] }],
  externalIdentityProviders: { identityProvider: [provider()] },
};
const withSecret = (clientSecret: string) => ({
  ...sound,
  externalIdentityProviders: { identityProvider: [provider({ clientSecret })] },
});

it('a sound configuration is accepted in production', () => {
  proves('TM-59');
  expect(load(sound, PRODUCTION).warnings).toEqual([]);
});

describe('production refuses', () => {
  proves('TM-59');
  it.each([
    ['no issuer', { ...sound, issuer: undefined }, 'issuer'],
    ['smart_2.2@231 an http issuer', { ...sound, issuer: 'http://auth.hospital.test' }, 'issuer'],
    ['synchronize', { ...sound, database: { synchronize: true } }, 'database.synchronize'],
    [
      'smart_2.2@231 a FHIR server without TLS',
      { ...sound, fhirServers: [{ name: 'records', baseUrl: 'http://fhir.hospital.test/r4' }] },
      'fhirServers[0].baseUrl',
    ],
    [
      'an identity provider without TLS',
      {
        ...sound,
        externalIdentityProviders: { identityProvider: [provider({ authority: 'http://idp.test' })] },
      },
      'externalIdentityProviders.identityProvider[0].authority',
    ],
    [
      'smart_2.2@231 RFC 9700 2.6 an app that returns without TLS',
      {
        ...sound,
        clients: [{ clientId: 'app', redirectUris: ['https://app.test/cb', 'http://app.test/cb'] }],
      },
      'clients[0].redirectUris[1]',
    ],
  ])('%s', (_what, tree, path) => {
    expect(problemsOf(tree, PRODUCTION).map((problem) => problem.path)).toEqual([path]);
  });

  it.each([
    'not-a-real-secret',
    'changeme-changeme',
    'CHANGE-ME-0123456',
    'an-example-secret-of-ours',
    'your-client-secret',
    'secret',
    'Password1',
    'wardkey-at-the-hospital-idp',
  ])('the example secret %s', (secret) => {
    const problems = problemsOf(withSecret(secret), PRODUCTION);
    expect(problems.map((problem) => problem.path)).toEqual([
      'externalIdentityProviders.identityProvider[0].clientSecret',
    ]);
    expect(() => load(withSecret(secret))).not.toThrow();
  });
});

describe('plain http on the loopback interface stays allowed in production', () => {
  it.each(['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000', 'http://127.8.9.10'])(
    '%s',
    (issuer) => {
      expect(load({ ...sound, issuer }, PRODUCTION).settings.issuer).toBe(issuer);
    },
  );

  it.each(['http://localhost.evil.test', 'http://127.0.0.1.nip.test', 'http://10.0.0.1'])(
    'but %s is refused, because it is another machine',
    (issuer) => {
      expect(problemsOf({ ...sound, issuer }, PRODUCTION).map(({ path }) => path)).toEqual(['issuer']);
    },
  );

  it('and a trial gets a warning about what production will refuse', () => {
    const { warnings } = load({ ...sound, issuer: 'http://auth.hospital.test' });
    expect(warnings).toEqual([expect.objectContaining({ path: 'issuer' })]);
    expect(warnings[0]!.message).toContain('will have to be https in production');
  });
});

describe('the encryption key', () => {
  const key = Buffer.alloc(32, 7).toString('base64');
  const postgres = { url: 'postgres://wardkey:pa55@db.test/wardkey' };

  it('is required with PostgreSQL, in a trial as well', () => {
    expect(problemsOf({ database: postgres }).map(({ path }) => path)).toEqual(['encryptionKey']);
    expect(load({ database: postgres, encryptionKey: key }).settings.encryptionKey).toBe(key);
  });

  it.each(['short', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64'), `${key}\n`])(
    'of a wrong form is refused, and the problem does not show it: %j',
    (encryptionKey) => {
      const [problem] = problemsOf({ encryptionKey });
      expect(problem!.path).toBe('encryptionKey');
      expect(problem!.message).not.toContain(encryptionKey.trim());
    },
  );
});
