import { load, problemsOf, provider } from '../../../test/support/configuration.js';
import { proves } from '../../../test/support/proves.js';

const app = (changes: object = {}) => ({
  clientId: 'app',
  clientName: 'App',
  redirectUris: ['https://app.test/cb'],
  ...changes,
});
const server = (changes: object = {}) => ({ name: 'records', baseUrl: 'https://fhir.test/r4', ...changes });
const secret = 'k3Ep-1t.tO_y0urs3lf~';

describe('names that must be unique are refused when they are given twice', () => {
  it.each([
    ['client ids', { clients: [app(), app()] }, 'clients[1].clientId'],
    [
      'server names',
      { fhirServers: [server(), server({ baseUrl: 'https://b.test' })] },
      'fhirServers[1].name',
    ],
    [
      'base URLs that differ only in a trailing slash',
      { fhirServers: [server(), server({ name: 'b', baseUrl: 'https://fhir.test/r4/' })] },
      'fhirServers[1].baseUrl',
    ],
    [
      'base URLs that differ only in spelling',
      { fhirServers: [server(), server({ name: 'b', baseUrl: 'HTTPS://Fhir.test:443/r4' })] },
      'fhirServers[1].baseUrl',
    ],
    [
      'schemes that differ only in case',
      { externalIdentityProviders: { identityProvider: [provider(), provider({ scheme: 'Hospital' })] } },
      'externalIdentityProviders.identityProvider[1].scheme',
    ],
    [
      'the default server',
      {
        fhirServers: [
          server({ default: true }),
          server({ name: 'b', baseUrl: 'https://b.test', default: true }),
        ],
      },
      'fhirServers',
    ],
  ])('%s', (_what, tree, path) => {
    expect(problemsOf(tree).map((problem) => problem.path)).toEqual([path]);
  });

  it('client ids that differ in case are two clients', () => {
    expect(load({ clients: [app(), app({ clientId: 'App' })] }).settings.clients).toHaveLength(2);
  });
});

describe('registrations of clients', () => {
  it.each([
    ['private_key_jwt without keys', { tokenEndpointAuthMethod: 'private_key_jwt' }, 'clients[0]'],
    [
      'private_key_jwt with keys twice',
      { tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [] }, jwksUri: 'https://app.test/jwks' },
      'clients[0]',
    ],
    [
      'client_credentials without authentication',
      { grantTypes: ['client_credentials'] },
      'clients[0].grantTypes',
    ],
    ['introspection without authentication', { mayIntrospect: true }, 'clients[0].mayIntrospect'],
    ['a client without a redirect URI', { redirectUris: [] }, 'clients[0].redirectUris'],
    ['a missing secret', { tokenEndpointAuthMethod: 'client_secret_basic' }, 'clients[0].clientSecret'],
    [
      'a secret that clients would encode in two ways',
      { tokenEndpointAuthMethod: 'client_secret_basic', clientSecret: 'with space & more!' },
      'clients[0].clientSecret',
    ],
    ['an unsupported grant type', { grantTypes: ['password'] }, 'clients[0].grantTypes'],
  ])('%s is refused', (_what, changes, path) => {
    expect(problemsOf({ clients: [app(changes)] }).map((problem) => problem.path)).toEqual([path]);
  });

  it.each([
    'https://app.test/cb#fragment',
    'https://*.app.test/cb',
    '/relative',
    'app.test/cb',
    'https://app.test/a b',
    'https:\\\\app.test',
    'javascript:alert(1)//',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'https://user@app.test/cb',
    'https://evil.test@@app.test/cb',
    'https://app.test/..;/cb',
    'https://app.test/a/%2e%2e/cb',
    'https://app.test:99999/cb',
  ])('%s is refused as a redirect URI', (uri) => {
    proves('BI-93 TM-29');
    const [problem, ...others] = problemsOf({ clients: [app({ redirectUris: [uri] })] });
    expect(problem!.path).toMatch(/^clients\[0\]\.redirectUris(\[0\])?$/);
    expect(others).toEqual([]);
  });

  it.each(['https://app.test/cb?x=1', 'http://127.0.0.1:8080/cb', 'org.hospital.app:/cb'])(
    '%s is accepted as a redirect URI',
    (uri) => {
      expect(load({ clients: [app({ redirectUris: [uri] })] }).settings.clients[0]!.redirectUris).toEqual([
        uri,
      ]);
    },
  );

  it.each([
    ['http on another host', 'http://app.test/cb'],
    ['http on another loopback address', 'http://127.0.0.2/cb'],
    ['https on the device', 'https://localhost/cb'],
  ])('an app on the person’s device cannot have as redirect URI: %s', (_what, uri) => {
    const redirectUris = ['org.hospital.app:/cb', uri];
    expect(problemsOf({ clients: [app({ redirectUris })] })).toMatchObject([
      { path: 'clients[0].redirectUris[1]' },
    ]);
  });

  it('a backend service needs no redirect URI', () => {
    const service = {
      grantTypes: ['client_credentials'],
      redirectUris: [],
      tokenEndpointAuthMethod: 'client_secret_basic',
      clientSecret: secret,
      scope: '__wardkey/accounts.read',
    };
    expect(load({ clients: [app(service)] }).warnings).toEqual([]);
  });

  describe('the scope of a client with the grant client_credentials', () => {
    const service = {
      grantTypes: ['client_credentials'],
      redirectUris: [],
      tokenEndpointAuthMethod: 'client_secret_basic',
      clientSecret: secret,
    };
    it.each([undefined, '', '  '])('must not be missing (%j) for a backend service', (scope) => {
      expect(problemsOf({ clients: [app({ ...service, scope })] })).toMatchObject([
        { path: 'clients[0].scope', message: expect.stringContaining('system/Patient.rs') },
      ]);
    });

    it('gets a warning when it is missing for an app that also signs people in', () => {
      const grantTypes = ['authorization_code', 'client_credentials'];
      const both = app({ ...service, grantTypes, redirectUris: ['https://app.test/cb'] });
      expect(load({ clients: [both] }).warnings).toMatchObject([{ path: 'clients[0].scope' }]);
    });

    it('is not needed for a client that only introspects', () => {
      const tree = { fhirServers: [server()], clients: [app({ ...service, mayIntrospect: true })] };
      expect(load(tree).warnings).toEqual([]);
    });
  });

  it('a web client has no private-use scheme, and the redirect URI of a native client is on the device', () => {
    const tree = (applicationType: string, address: string) => ({
      clients: [app({ applicationType, redirectUris: [address] })],
    });
    const at = (...client: [string, string]) => problemsOf(tree(...client)).map(({ path }) => path);
    const wrong = ['clients[0].redirectUris[0]'];
    expect(at('web', 'com.example.app:/cb')).toEqual(wrong);
    expect(load(tree('web', 'http://127.0.0.1/cb')).warnings).toEqual([]);
    expect(load(tree('native', 'com.example.app:/cb')).warnings).toEqual([]);
    expect(load(tree('native', 'http://[::1]/cb')).warnings).toEqual([]);
    expect(at('native', 'http://app.test/cb')).toEqual(wrong);
    expect(at('native', 'https://localhost/cb')).toEqual(wrong);
    expect(at('browser', 'https://app.test/cb')).toEqual(['clients[0].applicationType']);
  });
});

describe('other APIs', () => {
  const orders = (changes: object = {}) => ({
    name: 'orders',
    identifier: 'https://orders.test',
    scopes: [{ name: 'orders.read' }],
    ...changes,
  });
  const paths = (tree: object) => problemsOf(tree).map(({ path }) => path);

  it.each<[string, object, string]>([
    [
      'two with one name',
      { resources: [orders(), orders({ identifier: 'https://b.test' })] },
      'resources[1].name',
    ],
    [
      'two with one address in two spellings',
      { resources: [orders(), orders({ name: 'b', identifier: 'https://Orders.test:443/' })] },
      'resources[1].identifier',
    ],
    [
      'the address of a FHIR server',
      { fhirServers: [server()], resources: [orders({ identifier: 'https://fhir.test/r4/' })] },
      'resources[0].identifier',
    ],
    [
      'the address of the administrators’ API',
      { issuer: 'https://auth.test', resources: [orders({ identifier: 'https://auth.test/api' })] },
      'resources[0].identifier',
    ],
    ['without scopes', { resources: [orders({ scopes: [] })] }, 'resources[0].scopes'],
    [
      'one that lists a scope twice',
      { resources: [orders({ scopes: [{ name: 'a' }, { name: 'a' }] })] },
      'resources[0].scopes',
    ],
    [
      'one that a client stands for but that does not exist',
      { resources: [orders()], clients: [app({ resource: 'bills' })] },
      'clients[0].resource',
    ],
  ])('cannot be %s', (_what, tree, path) => expect(paths(tree)).toEqual([path]));

  it.each([
    'openid',
    'offline_access',
    'launch',
    'launch/patient',
    'patient/*.rs',
    'system/Patient.rs',
    '__wardkey/accounts.read',
    'a b',
    'a"b',
    '',
  ])('cannot have the scope %j: this scope has another meaning or none', (name) =>
    expect(paths({ resources: [orders({ scopes: [{ name }] })] })).toEqual(['resources[0].scopes[0].name']),
  );

  it.each(['orders.read', 'https://orders.test/read', 'patients:list', 'launchpad'])(
    'may have the scope %j',
    (name) =>
      expect(load({ resources: [orders({ scopes: [{ name }] })] }).settings.resources).toHaveLength(1),
  );
});

describe('secrets of a client', () => {
  const service = (changes: object) => ({
    clients: [app({ tokenEndpointAuthMethod: 'client_secret_basic', ...changes })],
  });
  const paths = (changes: object) => problemsOf(service(changes)).map(({ path }) => path);

  it.each([
    ['missing', {}, 'clients[0].clientSecret'],
    [
      'given as one value and as a list',
      { clientSecret: secret, clientSecrets: [{ value: secret }] },
      'clients[0].clientSecret',
    ],
    ['an empty list', { clientSecrets: [] }, 'clients[0].clientSecrets'],
    ['too short', { clientSecrets: [{ value: 'short' }] }, 'clients[0].clientSecrets[0].value'],
    [
      'with characters that need encoding',
      { clientSecrets: [{ value: 'a+b%c/d=e&f:g h i' }] },
      'clients[0].clientSecrets[0].value',
    ],
    ['without a value', { clientSecrets: [{}] }, 'clients[0].clientSecrets[0].value'],
    [
      'with an end that has no time and zone',
      { clientSecrets: [{ value: secret, expiresAt: '2030-01-01' }] },
      'clients[0].clientSecrets[0].expiresAt',
    ],
    [
      'with an end in a month that does not exist',
      { clientSecrets: [{ value: secret, expiresAt: '2030-13-01T00:00:00Z' }] },
      'clients[0].clientSecrets[0].expiresAt',
    ],
  ])('cannot be %s', (_what, changes, path) => {
    expect(paths(changes)).toEqual([path]);
  });

  it('are not shown in a problem', () => {
    expect(JSON.stringify(problemsOf(service({ clientSecrets: [{ value: 'a b' }, 'c d'] })))).not.toMatch(
      /a b|c d/,
    );
  });

  it('that are examples of documentation are refused in production, in the list too', () => {
    const clientSecrets = [{ value: secret }, { value: 'change-me-please-now' }];
    expect(
      problemsOf({ issuer: 'https://auth.test', ...service({ clientSecrets }) }, { NODE_ENV: 'production' }),
    ).toMatchObject([{ path: 'clients[0].clientSecrets[1].value' }]);
  });

  it('get a warning when all have expired', () => {
    const clientSecrets = [{ value: secret, expiresAt: '2020-01-01T00:00:00Z' }];
    expect(load(service({ clientSecrets })).warnings).toMatchObject([{ path: 'clients[0].clientSecrets' }]);
    expect(load(service({ clientSecrets: [...clientSecrets, { value: `${secret}2` }] })).warnings).toEqual(
      [],
    );
  });
});

it('smart_2.2@344 a backend service that authenticates by a secret gets a warning', () => {
  const service = {
    tokenEndpointAuthMethod: 'client_secret_basic',
    clientSecret: secret,
    grantTypes: ['client_credentials'],
    redirectUris: [],
  };
  const warningsFor = (scope: string) => load({ clients: [app({ ...service, scope })] }).warnings;
  expect(warningsFor('system/Patient.rs')).toMatchObject([{ path: 'clients[0].tokenEndpointAuthMethod' }]);
  expect(warningsFor('__wardkey/launch-contexts.write')).toEqual([]);
});

describe('keys of a client', () => {
  const rsa = { kty: 'RSA', n: 'x', e: 'AQAB', kid: '1' };
  it.each([
    ['not a key set', {}],
    ['an empty set', { keys: [] }],
    ['a symmetric key', { keys: [{ kty: 'oct', k: 'x' }] }],
    ['a private key', { keys: [{ ...rsa, d: 'x' }] }],
    ['a key whose certificates are not a list', { keys: [{ ...rsa, x5c: 'x' }] }],
    ['a key whose kid is not text', { keys: [{ ...rsa, kid: 1 }] }],
    ['a key without its public values', { keys: [{ kty: 'RSA' }] }],
    ['text in place of a key', { keys: ['x'] }],
    ['several keys, one of them without kid', { keys: [rsa, { ...rsa, kid: undefined }] }],
    ['two keys with one kid', { keys: [rsa, { ...rsa, n: 'y' }] }],
    [
      'keys for encryption only',
      {
        keys: [
          { ...rsa, use: 'enc' },
          { ...rsa, alg: 'RSA-OAEP' },
        ],
      },
    ],
  ])('cannot be %s', (_what, jwks) => {
    const client = app({ tokenEndpointAuthMethod: 'private_key_jwt', jwks });
    expect(problemsOf({ clients: [client] })).toMatchObject([{ path: 'clients[0].jwks' }]);
  });

  it.each([
    ['one key without kid', [{ ...rsa, kid: undefined }]],
    ['the same key twice', [rsa, { ...rsa }]],
  ])('can be %s', (_what, keys) => {
    const client = app({ tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys } });
    expect(() => load({ clients: [client] })).not.toThrow();
  });

  it('may share a kid when their key types differ', () => {
    const ec = { kty: 'EC', crv: 'P-384', x: 'x', y: 'y', kid: '1' };
    const jwks = { keys: [rsa, ec, { ...rsa, kid: undefined, use: 'enc' }] };
    expect(() =>
      load({ clients: [app({ tokenEndpointAuthMethod: 'private_key_jwt', jwks })] }),
    ).not.toThrow();
  });
});

describe('settings that only some clients may have', () => {
  const confidential = { tokenEndpointAuthMethod: 'client_secret_basic', clientSecret: secret };
  const web = { redirectUris: ['https://portal.test/callback'] };
  it.each([
    ['PKCE left out by a public client', { pkce: 'optional' }, ['pkce']],
    ['PKCE left out by a client that authenticates', { ...confidential, pkce: 'optional' }, []],
    ['consent remembered for a web app', { ...web, consent: 'remember' }, []],
    [
      'consent remembered for a redirect URI with a private-use scheme',
      { redirectUris: ['com.app:/x'], consent: 'remember' },
      ['consent'],
    ],
    [
      'consent remembered for an app on the device',
      { redirectUris: ['http://127.0.0.1/x'], consent: 'remember' },
      ['consent'],
    ],
    ['a FHIR server that is configured', { fhirServer: 'records' }, []],
    ['a FHIR server that is not configured', { fhirServer: 'archive' }, ['fhirServer']],
    [
      'a logout address with a fragment',
      { backchannelLogoutUri: 'https://portal.test/x#y' },
      ['backchannelLogoutUri'],
    ],
    ['a logout address that is not a URL', { backchannelLogoutUri: 'portal' }, ['backchannelLogoutUri']],
  ])('%s', (_what, changes, paths) => {
    const tree = { fhirServers: [server({ name: 'records' })], clients: [app(changes)] };
    if (paths.length === 0) expect(() => load(tree)).not.toThrow();
    else expect(problemsOf(tree).map(({ path }) => path)).toEqual(paths.map((path) => `clients[0].${path}`));
  });
});

describe('addresses', () => {
  it.each([
    'https://user:pw@fhir.test/r4',
    'https://fhir.test/r4#x',
    'https://fhir.test/r4?tenant=1',
    ' https://fhir.test/r4',
    'https://fhir.test\\r4',
    'ftp://fhir.test',
    'fhir.test/r4',
    'javascript:alert(1)',
  ])('%j is not a FHIR base URL', (baseUrl) => {
    proves('BI-80 BI-86');
    expect(problemsOf({ fhirServers: [server({ baseUrl })] }).map(({ path }) => path)).toEqual([
      'fhirServers[0].baseUrl',
    ]);
  });

  it.each([
    'https://auth.test/',
    'https://auth.test/path',
    'https://AUTH.test',
    'https://auth.test:443',
    'https://auth.test?x',
  ])('%s is not accepted as the issuer, because it is more than an origin', (issuer) => {
    expect(problemsOf({ issuer }).map(({ path }) => path)).toEqual(['issuer']);
  });
});

it.each([
  ['an empty group name', { autoProvisionFromSecurityGroup: [''] }, 'autoProvisionFromSecurityGroup'],
  ['a symmetric signature algorithm', { idTokenSigningAlgorithms: ['HS256'] }, 'idTokenSigningAlgorithms'],
  ['the signature algorithm none', { idTokenSigningAlgorithms: ['none'] }, 'idTokenSigningAlgorithms'],
])('an identity provider is refused with %s', (_what, changes, key) => {
  proves('BI-01 BI-05');
  const tree = { externalIdentityProviders: { identityProvider: [provider(changes)] } };
  expect(problemsOf(tree).map(({ path }) => path)).toEqual([
    `externalIdentityProviders.identityProvider[0].${key}`,
  ]);
});

it('the list of resource types to search cannot be empty', () => {
  expect(problemsOf({ fhirUser: { resourceTypes: [] } }).map(({ path }) => path)).toEqual([
    'fhirUser.resourceTypes',
  ]);
});

describe('authorization_details', () => {
  const tree = (...versions: Array<string | undefined>) => ({
    clients: [app(), app({ clientId: 'details', authorizationDetails: true })],
    fhirServers: versions.map((fhirVersion, index) =>
      server({ name: `s${index}`, baseUrl: `https://fhir.test/${index}`, fhirVersion }),
    ),
  });

  it('needs the exact FHIR version of every server', () => {
    expect(load(tree('4.0.1', '3.0.2')).warnings).toEqual([]);
    for (const unknown of ['R4', '4.0', undefined]) {
      expect(problemsOf(tree('4.0.1', unknown))).toMatchObject([
        { path: 'clients[1].authorizationDetails', message: expect.stringContaining('fhirVersion of s1') },
      ]);
    }
  });
});

describe('the patient picker', () => {
  const picker = (patientPicker: object) => ({ fhirServers: [server({ patientPicker })] });

  it('accepts column names in any case, and identifiers with their labels', () => {
    const { settings } = load(
      picker({
        columns: ['SEX', 'generalpractitioner'],
        identifiers: [{ system: 'urn:x:mrn', label: 'MRN' }],
      }),
    );
    expect(settings.fhirServers[0]!.patientPicker).toMatchObject({
      columns: ['sex', 'generalPractitioner'],
      searchBy: ['name', 'birthDate', 'identifier'],
      identifiers: [{ system: 'urn:x:mrn', label: 'MRN' }],
    });
  });

  it.each([
    ['an unknown column', { columns: ['shoeSize'] }, 'columns'],
    ['a column twice', { columns: ['sex', 'sex'] }, 'columns'],
    ['columns that are not a list', { columns: { sex: true } }, 'columns'],
    ['no search fields', { searchBy: [] }, 'searchBy'],
    ['an unknown search field', { searchBy: ['address'] }, 'searchBy'],
    ['an identifier without a label', { identifiers: [{ system: 'urn:x:mrn' }] }, 'identifiers[0].label'],
    [
      'an identifier system that is not a URI',
      { identifiers: [{ system: 'mrn', label: 'MRN' }] },
      'identifiers[0].system',
    ],
    ['an identifier that is text', { identifiers: ['urn:x:mrn'] }, 'identifiers[0]'],
    [
      'an identifier system twice',
      {
        identifiers: [
          { system: 'urn:x:mrn', label: 'A' },
          { system: 'urn:x:mrn', label: 'B' },
        ],
      },
      'identifiers',
    ],
  ])('cannot have %s', (_what, section, key) => {
    expect(problemsOf(picker(section)).map(({ path }) => path)).toEqual([
      `fhirServers[0].patientPicker.${key}`,
    ]);
  });
});
