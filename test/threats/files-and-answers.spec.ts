import { chmodSync, lstatSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '#src/config/problems.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { ClientAdministration } from '#src/administration/client-administration.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { load } from '../support/configuration.js';
import { startScriptedProvider } from '../support/scripted-provider.js';
import { getTokens, SmartApp } from '../support/smart-app.js';

describe('secrets on disk cannot be read by other users', () => {
  const umask = process.umask();
  afterEach(() => void process.umask(umask));

  it.each([0o000, 0o022, 0o002])('everything is made for its owner only under umask %o', async (mask) => {
    process.umask(mask);
    let folder = '';
    const hospital = await startHospital({
      configure: (configuration) =>
        (folder = configuration.dataDirectory = join(configuration.dataDirectory, 'data')),
    });
    const permissions = (path: string) => (lstatSync(path).mode & 0o777).toString(8);
    const found = Object.fromEntries(
      readdirSync(folder).map((name) => [name, permissions(join(folder, name))]),
    );
    const ofFolder = permissions(folder);
    await hospital.close();
    expect(ofFolder).toBe('700');
    expect(found).toEqual({
      'encryption.key': '600',
      'wardkey.sqlite': '600',
      'wardkey.sqlite-shm': '600',
      'wardkey.sqlite-wal': '600',
      'wardkey.sqlite.lock': '600',
    });
  });

  /** @param spoil changes the data folder before the start */
  async function startAfter(spoil: (folder: string) => void): Promise<string> {
    try {
      const hospital = await startHospital({
        configure: ({ dataDirectory }) => spoil(dataDirectory as string),
      });
      await hospital.close();
      return 'it starts';
    } catch (error) {
      return (error as Error).message;
    }
  }
  const KEY = `${Buffer.alloc(32, 7).toString('base64')}\n`;
  const write = (path: string, mode: number, text = KEY) => {
    writeFileSync(path, text);
    chmodSync(path, mode);
  };

  it.each<[string, (folder: string) => void, RegExp]>([
    ['a data folder that others may read', (folder) => chmodSync(folder, 0o755), /chmod 700 /],
    ['a data folder that others may write', (folder) => chmodSync(folder, 0o703), /chmod 700 /],
    [
      'a data folder that its group may read',
      (folder) => chmodSync(folder, 0o750),
      /chmod 700 .*groupMayAccessData/,
    ],
    [
      'a key that others may read',
      (folder) => write(join(folder, 'encryption.key'), 0o604),
      /chmod 600 .*encryption\.key/,
    ],
    [
      'a key that its group may write',
      (folder) => write(join(folder, 'encryption.key'), 0o620),
      /chmod 600 .*encryption\.key/,
    ],
    [
      'a key that is a symbolic link',
      (folder) => {
        write(join(folder, 'elsewhere'), 0o600);
        symlinkSync(join(folder, 'elsewhere'), join(folder, 'encryption.key'));
      },
      /symbolic link.*chmod 600 .*encryption\.key/,
    ],
    [
      'a database that others may read',
      (folder) => write(join(folder, 'wardkey.sqlite'), 0o644, ''),
      /chmod 600 .*wardkey\.sqlite/,
    ],
    [
      'a database whose log others may read',
      (folder) => {
        write(join(folder, 'wardkey.sqlite'), 0o600, '');
        write(join(folder, 'wardkey.sqlite-wal'), 0o644, '');
      },
      /chmod 600 .*wardkey\.sqlite-wal/,
    ],
  ])(
    '%s stops the start, and the message names the command that corrects it',
    async (_what, spoil, command) => {
      expect(await startAfter(spoil)).toMatch(command);
    },
  );
});

const ADMIN = { client_id: 'admin', client_secret: 'the-administrators-own-secret' };
const basic = ({ client_id, client_secret }: typeof ADMIN) =>
  `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
/** A token that a client gets for itself. */
async function bearer(hospital: Hospital, client: typeof ADMIN, form: Record<string, string>) {
  const authorization = basic(client);
  const { body } = await new SmartApp(hospital).post(
    '/token',
    { grant_type: 'client_credentials', ...form },
    { authorization },
  );
  return `Bearer ${body.access_token}`;
}

describe('a cache may not keep an answer that is not for everybody', () => {
  let hospital: Hospital;
  let provider: Awaited<ReturnType<typeof startScriptedProvider>>;

  beforeAll(async () => {
    provider = await startScriptedProvider({
      idToken: { sub: 'nia', 'extn.fhirUser': 'Practitioner/amara-diallo' },
    });
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.registration = { mode: 'pending' };
        configuration.externalIdentityProviders.identityProvider[0].authority = provider.origin;
        configuration.clients.push({
          clientId: ADMIN.client_id,
          clientSecret: ADMIN.client_secret,
          tokenEndpointAuthMethod: 'client_secret_basic',
          grantTypes: ['client_credentials'],
          scope: '__wardkey/accounts.read __wardkey/accounts.write __wardkey/launch-contexts.write',
        });
      },
    });
  });
  afterAll(async () => {
    await hospital.close();
    await provider.close();
  });

  /** What the answer says about caching. */
  async function kept(path: string, init: RequestInit = {}) {
    const response = await fetch(hospital.issuer + path, { redirect: 'manual', ...init });
    await response.arrayBuffer();
    return {
      status: response.status,
      as: response.headers.get('cache-control'),
      to: response.headers.get('location'),
    };
  }

  it('no route lets a cache keep an error or a redirect', async () => {
    const { router } = hospital.app.getHttpAdapter().getInstance() as {
      router: { stack: Array<{ route?: { path: string; methods: Record<string, boolean> } }> };
    };
    const nests = router.stack.flatMap(({ route }) =>
      Object.keys(route?.methods ?? {}).map((method) => [method.toUpperCase(), route!.path] as const),
    );
    expect(nests.length).toBeGreaterThan(40);
    const engines = [
      'authorize',
      'authorize/x',
      'token',
      'introspect',
      'revoke',
      'userinfo',
      'jwks',
      'logout',
      'par',
    ]
      .map((path) => `/${path}`)
      .concat('/.well-known/openid-configuration', '/.well-known/oauth-authorization-server')
      .flatMap((path) => [['GET', path] as const, ['POST', path] as const, ['PUT', path] as const]);
    const keepable: string[] = [];
    for (const [method, pattern] of [
      ...nests,
      ...engines,
      ['GET', '/nothing'] as const,
      ['GET', '/api/v1/x'] as const,
    ]) {
      if (method === '_ALL' || pattern.includes('*')) continue;
      for (const name of ['1.json', '..%2f', '%00']) {
        const path = pattern.replace(/:\w+/g, name);
        const { status, as } = await kept(path, { method });
        if (status >= 300 && as !== 'no-store') keepable.push(`${method} ${path} ${status} ${as}`);
      }
    }
    expect([...new Set(keepable)]).toEqual([]);
  });

  it('a cache may keep public documents, but not the answer that one does not exist', async () => {
    for (const [there, notThere] of [
      [
        '/fhir-servers/records/.well-known/smart-configuration',
        '/fhir-servers/x/.well-known/smart-configuration',
      ],
      [
        '/fhir-servers/records/capability-statement-security',
        '/fhir-servers/x/capability-statement-security',
      ],
      ['/jwks', '/jwks/x'],
      ['/.well-known/openid-configuration', '/.well-known/x'],
      ['/api/docs/swagger-ui.css', '/api/docs/x.css'],
    ] as const) {
      expect(await kept(there)).toMatchObject({
        status: 200,
        as: expect.stringMatching(/^public, max-age=\d+/),
      });
      expect(await kept(notThere)).toMatchObject({ status: 404, as: 'no-store' });
    }
    for (const notThere of ['/smart-style/1.json', '/assets/1.css', '/user-access-brands'])
      expect(await kept(notThere)).toMatchObject({ status: 404, as: 'no-store' });
  });

  it('the administrators’ answers are not kept: neither data nor problems', async () => {
    const authorization = await bearer(hospital, ADMIN, {
      scope: '__wardkey/accounts.read __wardkey/accounts.write',
    });
    const headers = { authorization, 'content-type': 'application/json' };
    const asked: Array<[number, string, RequestInit]> = [
      [200, '/accounts', {}],
      [201, '/accounts', { method: 'POST', body: '{"email":"nia@hospital.example"}' }],
      [400, '/accounts', { method: 'POST', body: '{"email":1}' }],
      [400, '/accounts', { method: 'POST', body: 'no JSON' }],
      [404, '/accounts/x', {}],
      [404, '/nothing', {}],
      [403, '/launch-contexts', { method: 'POST', body: '{}' }],
    ];
    for (const [status, path, init] of asked)
      expect([path, await kept(`/api/v1${path}`, { headers, ...init })]).toMatchObject([
        path,
        { status, as: 'no-store' },
      ]);
    expect(await kept('/api/v1/accounts')).toMatchObject({ status: 401, as: 'no-store' });
  });

  it('no redirect between the app’s request and its answer is kept, because each has state or a code', async () => {
    const cookies = new Map<string, string>();
    const chain: Array<{ from: string; as: string | null }> = [];
    let at = new SmartApp(hospital).authorizationUrl();
    const visit = async (url: string) => {
      const cookie = [...cookies].map((one) => one.join('=')).join('; ');
      const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
      await response.arrayBuffer();
      for (const set of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
        cookies.set(name!, value!);
      }
      return response;
    };
    const follow = async () => {
      for (;;) {
        const response = await visit(at);
        const location = response.headers.get('location');
        if (!location) return;
        if (at.startsWith(hospital.issuer))
          chain.push({ from: new URL(at).pathname, as: response.headers.get('cache-control') });
        at = new URL(location, at).href;
        if (!at.startsWith(hospital.issuer) && !at.startsWith(provider.origin)) return;
      }
    };
    await follow();
    const [, uid] = /\/interaction\/([^/]+)/.exec(at)!;
    at = `${hospital.issuer}/interaction/${uid}/cancel`;
    await follow();
    expect(new URL(at).searchParams.get('error')).toBe('access_denied');
    const steps = chain.map(({ from }) => from.replace(uid!, ':uid').replace(/[\w-]{20,}/, ':uid'));
    for (const step of [
      '/authorize',
      '/interaction/:uid',
      '/federation/hospital/signin',
      '/interaction/:uid/login',
    ])
      expect(steps).toContain(step);
    expect(chain.filter(({ as }) => as !== 'no-store')).toEqual([]);
  });
});

describe('a FHIR server can introspect tokens for itself', () => {
  const ARCHIVE = { client_id: 'archive-server', client_secret: 'the-archives-own-client-secret' };
  const GATEWAY = { client_id: 'gateway', client_secret: 'the-gateways-own-client-secret' };
  const MONITOR = { client_id: 'monitor', client_secret: 'the-monitors-own-client-secret' };
  const entry = ({ client_id, client_secret }: typeof ADMIN, more: object) => ({
    clientId: client_id,
    clientSecret: client_secret,
    tokenEndpointAuthMethod: 'client_secret_basic',
    grantTypes: ['client_credentials'],
    ...more,
  });
  const servers = [
    { name: 'records', baseUrl: 'https://records.example/fhir' },
    { name: 'archive', baseUrl: 'https://archive.example/fhir' },
  ];

  it.each(['jwt', 'opaque'])(
    'but no token for another one, by secret or by token (%s)',
    async (accessTokenFormat) => {
      const hospital = await startHospital({
        configure: (configuration) => {
          configuration.fhirServers[0].accessTokenFormat = accessTokenFormat;
          configuration.fhirServers.push({ ...servers[1], accessTokenFormat });
          configuration.clients[1].fhirServer = 'records';
          configuration.clients.push(
            entry(ARCHIVE, { mayIntrospect: true, fhirServer: 'archive', scope: 'system/Patient.rs' }),
            entry(MONITOR, { fhirServer: 'archive', scope: '__wardkey/introspection.read' }),
          );
        },
      });
      try {
        const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
        const isActive = async (authorization: string) => {
          const form = { token: tokens.access_token as string };
          const { status, body } = await new SmartApp(hospital).post('/introspect', form, { authorization });
          return status === 200 ? body : status;
        };
        expect(await isActive(basic(RESOURCE_SERVER))).toMatchObject({ active: true, client_id: 'chart' });
        for (const authorization of [
          basic(ARCHIVE),
          await bearer(hospital, ARCHIVE, { scope: 'system/Patient.rs', resource: servers[1]!.baseUrl }),
          await bearer(hospital, MONITOR, { scope: '__wardkey/introspection.read' }),
        ])
          expect(await isActive(authorization)).toEqual({ active: false });
      } finally {
        await hospital.close();
      }
    },
  );

  it('and all tokens, when mayIntrospect is all', async () => {
    const hospital = await startHospital({
      configure: (configuration) => {
        configuration.fhirServers.push(servers[1]);
        configuration.clients[1].fhirServer = 'records';
        configuration.clients.push(entry(GATEWAY, { mayIntrospect: 'all' }));
      },
    });
    try {
      const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
      const form = { token: tokens.access_token as string };
      const { body } = await new SmartApp(hospital).post('/introspect', form, {
        authorization: basic(GATEWAY),
      });
      expect(body.active).toBe(true);
    } finally {
      await hospital.close();
    }
  });

  it('and the client must name its FHIR server when there are several: in the file and in the database', async () => {
    for (const more of [{ mayIntrospect: true }, { scope: '__wardkey/introspection.read' }]) {
      let problem: unknown;
      try {
        load({ fhirServers: servers, clients: [entry(GATEWAY, more)] });
      } catch (error) {
        problem = error;
      }
      expect(problem).toBeInstanceOf(ConfigurationError);
      expect(String(problem)).toContain('requires fhirServer');
    }
    const hospital = await startHospital({
      configure: (configuration) => {
        configuration.fhirServers.push(servers[1]);
        configuration.clients[1].fhirServer = 'records';
      },
    });
    try {
      const { clientSecret: _made, ...client } = entry(GATEWAY, { mayIntrospect: true });
      const clients = hospital.app.get(ClientAdministration);
      await expect(clients.put(client, COMMAND_LINE)).rejects.toThrow('requires fhirServer');
      await clients.put({ ...client, fhirServer: 'archive' }, COMMAND_LINE);
    } finally {
      await hospital.close();
    }
  });
});
