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

describe('names are unique', () => {
  it.each([
    ['client ids', { clients: [app(), app()] }, 'clients[1].clientId'],
    [
      'server names',
      { fhirServers: [server(), server({ baseUrl: 'https://b.test' })] },
      'fhirServers[1].name',
    ],
    [
      'base URLs, but for a trailing slash',
      { fhirServers: [server(), server({ name: 'b', baseUrl: 'https://fhir.test/r4/' })] },
      'fhirServers[1].baseUrl',
    ],
    [
      'base URLs, however they are spelled',
      { fhirServers: [server(), server({ name: 'b', baseUrl: 'HTTPS://Fhir.test:443/r4' })] },
      'fhirServers[1].baseUrl',
    ],
    [
      'schemes, whatever their case',
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

  it('what differs in case is another client', () => {
    expect(load({ clients: [app(), app({ clientId: 'App' })] }).settings.clients).toHaveLength(2);
  });
});

describe('clients can work', () => {
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
    ['nowhere to return to', { redirectUris: [] }, 'clients[0].redirectUris'],
    [
      'a secret that is missing',
      { tokenEndpointAuthMethod: 'client_secret_basic' },
      'clients[0].clientSecret',
    ],
    [
      'a secret that clients would encode in two ways',
      { tokenEndpointAuthMethod: 'client_secret_basic', clientSecret: 'with space & more!' },
      'clients[0].clientSecret',
    ],
    ['a grant type we do not have', { grantTypes: ['password'] }, 'clients[0].grantTypes'],
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
  ])('%s is no address to return to', (uri) => {
    proves('BI-93 TM-29');
    const [problem, ...others] = problemsOf({ clients: [app({ redirectUris: [uri] })] });
    expect(problem!.path).toMatch(/^clients\[0\]\.redirectUris(\[0\])?$/);
    expect(others).toEqual([]);
  });

  it.each(['https://app.test/cb?x=1', 'http://127.0.0.1:8080/cb', 'org.hospital.app:/cb'])(
    '%s is one',
    (uri) => {
      expect(load({ clients: [app({ redirectUris: [uri] })] }).settings.clients[0]!.redirectUris).toEqual([
        uri,
      ]);
    },
  );

  it.each([
    ['http elsewhere', 'http://app.test/cb'],
    ['http on another loopback address', 'http://127.0.0.2/cb'],
    ['https on the device', 'https://localhost/cb'],
  ])('an app on the person’s device does not return to %s', (_what, uri) => {
    const redirectUris = ['org.hospital.app:/cb', uri];
    expect(problemsOf({ clients: [app({ redirectUris })] })).toMatchObject([
      { path: 'clients[0].redirectUris[1]' },
    ]);
  });

  it('a backend service needs no address', () => {
    const service = {
      grantTypes: ['client_credentials'],
      redirectUris: [],
      tokenEndpointAuthMethod: 'client_secret_basic',
      clientSecret: secret,
      scope: '__wardkey/accounts.read',
    };
    expect(load({ clients: [app(service)] }).warnings).toEqual([]);
  });

  describe('what a client gets for itself is named in its scope', () => {
    const service = {
      grantTypes: ['client_credentials'],
      redirectUris: [],
      tokenEndpointAuthMethod: 'client_secret_basic',
      clientSecret: secret,
    };
    it.each([undefined, '', '  '])('a backend service without one (%j) is refused', (scope) => {
      expect(problemsOf({ clients: [app({ ...service, scope })] })).toMatchObject([
        { path: 'clients[0].scope', message: expect.stringContaining('system/Patient.rs') },
      ]);
    });

    it('an app that has the grant besides is warned of', () => {
      const grantTypes = ['authorization_code', 'client_credentials'];
      const both = app({ ...service, grantTypes, redirectUris: ['https://app.test/cb'] });
      expect(load({ clients: [both] }).warnings).toMatchObject([{ path: 'clients[0].scope' }]);
    });

    it('one that only introspects needs none', () => {
      const tree = { fhirServers: [server()], clients: [app({ ...service, mayIntrospect: true })] };
      expect(load(tree).warnings).toEqual([]);
    });
  });

  it('a client that is said to be web has no scheme of its own, and one that is said to be native is on the device', () => {
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
      'two of one name',
      { resources: [orders(), orders({ identifier: 'https://b.test' })] },
      'resources[1].name',
    ],
    [
      'two of one address, however it is spelled',
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
    ['no scopes', { resources: [orders({ scopes: [] })] }, 'resources[0].scopes'],
    [
      'a scope twice',
      { resources: [orders({ scopes: [{ name: 'a' }, { name: 'a' }] })] },
      'resources[0].scopes',
    ],
    [
      'a client that stands for one that is none',
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
  ])('know no scope %j, which means something else or nothing', (name) =>
    expect(paths({ resources: [orders({ scopes: [{ name }] })] })).toEqual(['resources[0].scopes[0].name']),
  );

  it.each(['orders.read', 'https://orders.test/read', 'patients:list', 'launchpad'])('may know %j', (name) =>
    expect(load({ resources: [orders({ scopes: [{ name }] })] }).settings.resources).toHaveLength(1),
  );
});

describe('secrets of a client', () => {
  const service = (changes: object) => ({
    clients: [app({ tokenEndpointAuthMethod: 'client_secret_basic', ...changes })],
  });
  const paths = (changes: object) => problemsOf(service(changes)).map(({ path }) => path);

  it.each([
    ['none', {}, 'clients[0].clientSecret'],
    [
      'one and several',
      { clientSecret: secret, clientSecrets: [{ value: secret }] },
      'clients[0].clientSecret',
    ],
    ['an empty list', { clientSecrets: [] }, 'clients[0].clientSecrets'],
    ['a short one', { clientSecrets: [{ value: 'short' }] }, 'clients[0].clientSecrets[0].value'],
    [
      'one that has to be encoded',
      { clientSecrets: [{ value: 'a+b%c/d=e&f:g h i' }] },
      'clients[0].clientSecrets[0].value',
    ],
    ['one without a value', { clientSecrets: [{}] }, 'clients[0].clientSecrets[0].value'],
    [
      'a day without time and zone',
      { clientSecrets: [{ value: secret, expiresAt: '2030-01-01' }] },
      'clients[0].clientSecrets[0].expiresAt',
    ],
    [
      'a month that is none',
      { clientSecrets: [{ value: secret, expiresAt: '2030-13-01T00:00:00Z' }] },
      'clients[0].clientSecrets[0].expiresAt',
    ],
  ])('cannot be %s', (_what, changes, path) => {
    expect(paths(changes)).toEqual([path]);
  });

  it('are never repeated in a problem', () => {
    expect(JSON.stringify(problemsOf(service({ clientSecrets: [{ value: 'a b' }, 'c d'] })))).not.toMatch(
      /a b|c d/,
    );
  });

  it('of documentation are refused in production, in the list too', () => {
    const clientSecrets = [{ value: secret }, { value: 'change-me-please-now' }];
    expect(
      problemsOf({ issuer: 'https://auth.test', ...service({ clientSecrets }) }, { NODE_ENV: 'production' }),
    ).toMatchObject([{ path: 'clients[0].clientSecrets[1].value' }]);
  });

  it('that have all expired are told', () => {
    const clientSecrets = [{ value: secret, expiresAt: '2020-01-01T00:00:00Z' }];
    expect(load(service({ clientSecrets })).warnings).toMatchObject([{ path: 'clients[0].clientSecrets' }]);
    expect(load(service({ clientSecrets: [...clientSecrets, { value: `${secret}2` }] })).warnings).toEqual(
      [],
    );
  });
});

it('smart_2.2@344 a backend service that proves itself by a secret is warned of', () => {
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
    ['no set', {}],
    ['an empty set', { keys: [] }],
    ['a symmetric key', { keys: [{ kty: 'oct', k: 'x' }] }],
    ['a private key', { keys: [{ ...rsa, d: 'x' }] }],
    ['a key with certificates that are none', { keys: [{ ...rsa, x5c: 'x' }] }],
    ['a key whose name is no text', { keys: [{ ...rsa, kid: 1 }] }],
    ['a key without its numbers', { keys: [{ kty: 'RSA' }] }],
    ['text', { keys: ['x'] }],
    ['a key without a name', { keys: [rsa, { ...rsa, kid: undefined }] }],
    ['two keys of one name', { keys: [rsa, { ...rsa, n: 'y' }] }],
    [
      'keys for encryption alone',
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
    ['a single one without a name', [{ ...rsa, kid: undefined }]],
    ['one that stands there twice', [rsa, { ...rsa }]],
  ])('can be %s', (_what, keys) => {
    const client = app({ tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys } });
    expect(() => load({ clients: [client] })).not.toThrow();
  });

  it('can be of one name where they are of two kinds', () => {
    const ec = { kty: 'EC', crv: 'P-384', x: 'x', y: 'y', kid: '1' };
    const jwks = { keys: [rsa, ec, { ...rsa, kid: undefined, use: 'enc' }] };
    expect(() =>
      load({ clients: [app({ tokenEndpointAuthMethod: 'private_key_jwt', jwks })] }),
    ).not.toThrow();
  });
});

describe('what only some clients may be set to', () => {
  const confidential = { tokenEndpointAuthMethod: 'client_secret_basic', clientSecret: secret };
  const web = { redirectUris: ['https://portal.test/callback'] };
  it.each([
    ['PKCE left out by a public client', { pkce: 'optional' }, ['pkce']],
    ['PKCE left out by one that authenticates', { ...confidential, pkce: 'optional' }, []],
    ['consent remembered for a web app', { ...web, consent: 'remember' }, []],
    [
      'consent remembered for an app’s own scheme',
      { redirectUris: ['com.app:/x'], consent: 'remember' },
      ['consent'],
    ],
    [
      'consent remembered on the device',
      { redirectUris: ['http://127.0.0.1/x'], consent: 'remember' },
      ['consent'],
    ],
    ['a FHIR server that is there', { fhirServer: 'records' }, []],
    ['a FHIR server that is not', { fhirServer: 'archive' }, ['fhirServer']],
    [
      'a logout address with a fragment',
      { backchannelLogoutUri: 'https://portal.test/x#y' },
      ['backchannelLogoutUri'],
    ],
    ['a logout address that is none', { backchannelLogoutUri: 'portal' }, ['backchannelLogoutUri']],
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
  ])('%j is no FHIR base URL', (baseUrl) => {
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
  ])('%s is no bare origin', (issuer) => {
    expect(problemsOf({ issuer }).map(({ path }) => path)).toEqual(['issuer']);
  });
});

it.each([
  ['group names', { autoProvisionFromSecurityGroup: [''] }, 'autoProvisionFromSecurityGroup'],
  ['signature algorithms', { idTokenSigningAlgorithms: ['HS256'] }, 'idTokenSigningAlgorithms'],
  ['no signature', { idTokenSigningAlgorithms: ['none'] }, 'idTokenSigningAlgorithms'],
])('a provider’s %s must be meant', (_what, changes, key) => {
  proves('BI-01 BI-05');
  const tree = { externalIdentityProviders: { identityProvider: [provider(changes)] } };
  expect(problemsOf(tree).map(({ path }) => path)).toEqual([
    `externalIdentityProviders.identityProvider[0].${key}`,
  ]);
});

it('resource types to search cannot be none', () => {
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

  it('need the exact version of every server', () => {
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

  it('takes its columns in any case, and numbers with their names', () => {
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
    ['a column nobody knows', { columns: ['shoeSize'] }, 'columns'],
    ['a column twice', { columns: ['sex', 'sex'] }, 'columns'],
    ['no list', { columns: { sex: true } }, 'columns'],
    ['nothing to search', { searchBy: [] }, 'searchBy'],
    ['a search for everything', { searchBy: ['address'] }, 'searchBy'],
    ['a number without a name', { identifiers: [{ system: 'urn:x:mrn' }] }, 'identifiers[0].label'],
    ['a system that is none', { identifiers: [{ system: 'mrn', label: 'MRN' }] }, 'identifiers[0].system'],
    ['a number that is text', { identifiers: ['urn:x:mrn'] }, 'identifiers[0]'],
    [
      'a system twice',
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
