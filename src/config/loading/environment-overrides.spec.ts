import { load, problemsOf, withProvider } from '../../../test/support/configuration.js';

const oneServer = { fhirServers: [{ name: 'records', baseUrl: 'https://fhir.hospital.test/r4' }] };

describe('environment variables over the file', () => {
  it('replace a value in a list by its index', () => {
    const { settings } = load(oneServer, { WARDKEY__FHIRSERVERS__0__BASEURL: 'https://other.test/r4' });
    expect(settings.fhirServers).toEqual([
      expect.objectContaining({ name: 'records', baseUrl: 'https://other.test/r4' }),
    ]);
  });

  it.each([
    ['a number', { WARDKEY__LISTEN__PORT: '8443' }, { port: 8443 }],
    ['true', { WARDKEY__DATABASE__SYNCHRONIZE: 'TRUE' }, { synchronize: true }],
    ['false', { WARDKEY__DATABASE__SYNC_HRONIZE: 'false' }, { synchronize: false }],
    ['text that looks like a number', { WARDKEY__LISTEN__HOST: '0' }, { host: '0' }],
  ])('are read as the setting’s type: %s', (_type, environment, expected) => {
    const { settings } = load({ database: { synchronize: true } }, environment as NodeJS.ProcessEnv);
    expect({ ...settings.listen, ...settings.database }).toMatchObject(expected);
  });

  it('are split at commas for a list of names', () => {
    const { settings } = load(withProvider(), {
      WARDKEY__EXTERNALIDENTITYPROVIDERS__IDENTITYPROVIDER__0__ACCOUNTMATCH: 'oid, sub',
    });
    expect(settings.externalIdentityProviders.identityProvider[0]!.accountMatch).toEqual(['oid', 'sub']);
  });

  it('append entries, also after the tenth', () => {
    const environment = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [
        [`WARDKEY__FHIRSERVERS__${index}__NAME`, `s${index}`],
        [`WARDKEY__FHIRSERVERS__${index}__BASEURL`, `https://s${index}.test`],
      ]).flat(),
    ) as NodeJS.ProcessEnv;
    expect(load({}, environment).settings.fhirServers.map(({ name }) => name)).toHaveLength(11);
  });

  it('resolve a reference; a reference in the resolved value is not resolved again', () => {
    const { settings } = load(withProvider(), {
      WARDKEY__EXTERNALIDENTITYPROVIDERS__IDENTITYPROVIDER__0__CLIENTSECRET: '${env:IDP_SECRET}',
      IDP_SECRET: '${env:OTHER}',
    });
    expect(settings.externalIdentityProviders.identityProvider[0]!.clientSecret).toBe('${env:OTHER}');
  });

  it('without the prefix, or without a setting’s name, change nothing', () => {
    expect(
      load({}, { WARDKEY_CONFIG: '/elsewhere', PATH: '/bin', WARDKEY__: 'x', WARDKEY____PROTO____X: 'y' })
        .settings.issuer,
    ).toBe('http://127.0.0.1:3000');
    expect(({} as Record<string, unknown>).X).toBeUndefined();
  });
});

describe('environment variables that cannot be used', () => {
  it.each([
    ['an unknown name', { WARDKEY__FROBNICATE: '1' }, 'FROBNICATE', 'WARDKEY__FROBNICATE'],
    [
      'an unknown name in a section',
      { WARDKEY__LISTEN__SPEED: '1' },
      'listen.SPEED',
      'WARDKEY__LISTEN__SPEED',
    ],
    ['an unknown section', { WARDKEY__FROB__NICATE: '1' }, 'FROB', 'WARDKEY__FROB__NICATE'],
    ['a wrong type', { WARDKEY__LISTEN__PORT: 'eighty' }, 'listen.port', 'WARDKEY__LISTEN__PORT'],
    [
      'text for a list of sections',
      { WARDKEY__FHIRSERVERS: 'https://fhir.test' },
      'fhirServers',
      'WARDKEY__FHIRSERVERS',
    ],
    ['text for a section', { WARDKEY__DATABASE: 'sqlite:x' }, 'database', 'WARDKEY__DATABASE'],
    ['a missing index in a list', { WARDKEY__CLIENTS__3__CLIENTID: 'a' }, 'clients', undefined],
    ['an index that is too large', { WARDKEY__CLIENTS__4000000000__CLIENTID: 'a' }, 'clients', undefined],
  ])('%s is refused, and the problem names the variable', (_what, environment, path, variable) => {
    const problem = problemsOf({}, environment as unknown as NodeJS.ProcessEnv).find(
      (one) => one.path === path,
    );
    expect(problem).toBeDefined();
    if (variable) expect(problem!.source).toBe(`environment variable ${variable}`);
  });

  it('a name in place of a list index is refused', () => {
    expect(problemsOf(oneServer, { WARDKEY__FHIRSERVERS__BASEURL: 'https://x.test' })).toEqual([
      expect.objectContaining({ path: 'fhirServers', message: expect.stringContaining('BASEURL') as string }),
    ]);
  });

  it('an empty list of groups is refused: it does not permit everybody', () => {
    const paths = problemsOf(withProvider(), {
      WARDKEY__EXTERNALIDENTITYPROVIDERS__IDENTITYPROVIDER__0__AUTOPROVISIONFROMSECURITYGROUP: '',
    }).map(({ path }) => path);
    expect(paths).toEqual(['externalIdentityProviders.identityProvider[0].autoProvisionFromSecurityGroup']);
  });
});
