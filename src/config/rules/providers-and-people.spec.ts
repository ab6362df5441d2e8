import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, problemsOf, provider, withProvider } from '../../../test/support/configuration.js';
import { proves } from '../../../test/support/proves.js';

const two = (changes: object) => ({
  externalIdentityProviders: { identityProvider: [provider(changes), provider({ scheme: 'b', ...changes })] },
});
const restricted = (scheme: string, section: object = {}) => ({
  clients: [{ clientId: 'app', redirectUris: ['https://app.test/cb'], identityProviders: [scheme] }],
  externalIdentityProviders: { identityProvider: [provider()], ...section },
});

describe('the e-mail domains of an identity provider', () => {
  it.each([
    ['the same domain', 'hospital.example', 'hospital.example'],
    ['the same domain as an A-label', 'zürich.example', 'xn--zrich-kva.example'],
  ])('may not be those of another one: %s', (_what, first, second) => {
    const tree = {
      externalIdentityProviders: {
        identityProvider: [provider({ domains: [first] }), provider({ scheme: 'b', domains: [second] })],
      },
    };
    expect(problemsOf(tree)).toMatchObject([
      {
        path: 'externalIdentityProviders.identityProvider[1].domains[0]',
        message: expect.stringContaining('identity provider hospital'),
      },
    ]);
  });

  it.each([
    'Hospital.example',
    '@hospital.example',
    'a@hospital.example',
    'hospital',
    '*.hospital.example',
    '',
  ])('may not be %j', (domain) => {
    expect(problemsOf(withProvider({ domains: [domain] }))[0]!.path).toMatch(/\.domains$/);
  });
});

describe('a client for the people of some identity providers', () => {
  it('may name identity providers of the file in any case', () => {
    expect(load(restricted('HOSPITAL')).warnings).toEqual([]);
  });

  it('may name an identity provider that the database may have, with a warning', () => {
    expect(load(restricted('clinic')).warnings).toMatchObject([
      {
        path: 'clients[0].identityProviders[0]',
        message: expect.stringContaining('no identity provider clinic'),
      },
    ]);
  });

  it('may name only identity providers of the file when the database may have none', () => {
    expect(problemsOf(restricted('clinic', { databaseProviders: false }))).toMatchObject([
      { path: 'clients[0].identityProviders[0]', message: 'there is no identity provider clinic' },
    ]);
  });
});

it('two identity providers never share a redirect URI', () => {
  proves('TM-01');
  expect(problemsOf(two({ callbackPath: '/process_sso' }))).toMatchObject([
    { path: 'externalIdentityProviders.identityProvider[1].callbackPath' },
  ]);
});

it('a redirect URI may not be a path that the server uses itself', () => {
  for (const callbackPath of ['/api/v1/accounts', '/interaction/x', '/Health', '/federation/a/signin'])
    expect(problemsOf(withProvider({ callbackPath }))).toMatchObject([
      { message: expect.stringContaining('has a meaning here already') },
    ]);
});

it('LogoutMethod is accepted in the spelling of other servers', () => {
  const { settings } = load(withProvider({ LogoutMethod: 'SingleSignout' }));
  expect(settings.externalIdentityProviders.identityProvider[0]!.logoutMethod).toBe('singleSignout');
  expect(problemsOf(withProvider({ LogoutMethod: 'Everywhere' }))).toHaveLength(1);
});

describe('a logo', () => {
  proves('TM-08');
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-logo-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: Buffer | string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
  const problem = (logo: string) => problemsOf(withProvider({ logo })).map(({ message }) => message)[0];

  it('becomes part of the page, from a file or from a data: address', () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
    for (const logo of [
      file('a.svg', svg),
      `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
    ]) {
      const [read] = load(withProvider({ logo })).settings.externalIdentityProviders.identityProvider;
      expect(read!.logo).toBe(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
    }
    expect(load(withProvider({ logo: file('a.png', PNG) })).warnings).toEqual([]);
  });

  it.each([
    ['https://evil.example/logo.svg', 'never fetched'],
    ['data:text/html;base64,PGI+', 'never fetched'],
    ['data:image/svg+xml,<svg/>', 'never fetched'],
    ['/etc/passwd', 'never fetched'],
    ['/nowhere/at-all.svg', 'ENOENT'],
    [`data:image/png;base64,${Buffer.from('<svg/>').toString('base64')}`, 'not a png picture'],
  ])('cannot be %s', (logo, words) => {
    expect(problem(logo)).toContain(words);
  });

  it('must have the picture type of its name, and at most 64 KiB', () => {
    expect(problem(file('b.png', '<svg/>'))).toContain('not a png picture');
    expect(problem(file('c.svg', `<svg>${' '.repeat(70_000)}</svg>`))).toContain('64 KiB');
  });
});

describe('groupOverage: graph', () => {
  const TENANT = '3f8a1c52-7d0e-4b69-9a35-c1e2d40b7f16';
  const entra = (changes: object = {}) =>
    withProvider({
      kind: 'entraId',
      authority: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      groupOverage: 'graph',
      ...changes,
    });

  it('needs the id of a directory, and a secret or a key', () => {
    expect(load(entra()).warnings).toEqual([]);
    const anybody = { authority: 'https://login.microsoftonline.com/common/v2.0' };
    expect(problemsOf(entra(anybody))).toMatchObject([{ message: expect.stringContaining('directory id') }]);
    expect(load(entra({ ...anybody, tenants: [TENANT] })).warnings).toEqual([]);
    expect(problemsOf(entra({ responseType: 'id_token', clientSecret: undefined }))).toMatchObject([
      { message: expect.stringContaining('clientSecret') },
    ]);
  });

  it('gets a warning for groups that are given by name', () => {
    const { warnings } = load(entra({ autoProvisionFromSecurityGroup: ['Nurses', TENANT] }));
    expect(warnings).toMatchObject([{ message: expect.stringContaining('Nurses will not be found') }]);
  });

  it('accepts only the known clouds, and no host of a setting', () => {
    expect(problemsOf(entra({ graphCloud: 'https://evil.example' }))).toMatchObject([
      { path: 'externalIdentityProviders.identityProvider[0].graphCloud' },
    ]);
  });
});
