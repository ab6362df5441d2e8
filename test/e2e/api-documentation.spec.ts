import { Controller, Get, Post } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Browser, chromium } from 'playwright-core';
import { Clock } from '#src/clock/clock.js';
import { NeedsNoToken } from '#src/admin-api/require-permission.js';
import { AppModule } from '#src/app.module.js';
import { CHROMIUM, NO_CHROMIUM } from '../support/chromium.js';
import { load } from '../support/configuration.js';
import { INTROSPECTION_SCOPE } from '#src/authorization-server/introspection/bearer-introspection.js';
import { ALL_PERMISSIONS } from '#src/roles/permissions.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { SmartApp } from '../support/smart-app.js';

const ADMIN = { clientId: 'provisioning', clientSecret: 'the-provisioning-scripts-own-secret' };
const SCOPE = '__wardkey/accounts.read __wardkey/accounts.write';
const PROBLEM = 'application/problem+json';

interface Operation {
  operationId: string;
  security: Array<Record<string, string[]>>;
  parameters?: Array<{ name: string; in: string; required?: boolean; schema?: object }>;
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  responses: Record<string, { headers?: object; content?: Record<string, { schema: object }> }>;
}

interface OpenApi {
  openapi: string;
  servers: Array<{ url: string }>;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, any> };
}

let hospital: Hospital;
let document: OpenApi;
let token: string;

beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.clients.push({
        ...ADMIN,
        tokenEndpointAuthMethod: 'client_secret_basic',
        grantTypes: ['client_credentials'],
        scope: SCOPE,
      });
    },
  });
  document = (await (await fetch(`${hospital.issuer}/api/openapi.json`)).json()) as OpenApi;
  const authorization = `Basic ${Buffer.from(`${ADMIN.clientId}:${ADMIN.clientSecret}`).toString('base64')}`;
  const form = { grant_type: 'client_credentials', scope: SCOPE };
  token = (await new SmartApp(hospital).post('/token', form, { authorization })).body.access_token as string;
});
afterAll(() => hospital.close());

/** Every documented operation by its id. */
function operations(): Array<Operation & { method: string; path: string }> {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  );
}

/** The routes that Express has below /api/v1, as "get /api/v1/accounts/{id}". */
function routes(): string[] {
  const { stack } = (hospital.app.getHttpAdapter().getInstance() as { router: { stack: any[] } }).router;
  return stack
    .filter(({ route }) => String(route?.path).startsWith('/api/v1/'))
    .flatMap(({ route }) =>
      Object.keys(route.methods as object).map(
        (method) => `${method} ${String(route.path).replace(/:(\w+)/g, '{$1}')}`,
      ),
    );
}

describe('the description', () => {
  it.each([...ALL_PERMISSIONS, INTROSPECTION_SCOPE])(
    'smart_2.2@217 gives a scope that SMART does not define a name with two underscores: %s',
    (scope) => expect(scope).toMatch(/^__/),
  );

  it('has every route, and no other', () => {
    expect(routes().length).toBeGreaterThan(9);
    expect(
      operations()
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ).toEqual(routes().sort());
  });

  it('names this server, and the token endpoint for its tokens', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: hospital.issuer }]);
    const { bearer, clientCredentials } = document.components.securitySchemes;
    expect(bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(clientCredentials.flows.clientCredentials.tokenUrl).toBe(`${hospital.issuer}/token`);
    expect(Object.keys(clientCredentials.flows.clientCredentials.scopes)).toEqual([...ALL_PERMISSIONS]);
  });

  it('names for each operation the scope that is really required', async () => {
    for (const { operationId, security, method, path } of operations()) {
      const [{ clientCredentials }, { bearer }] = security as [any, any];
      expect({ operationId, scopes: clientCredentials }).toEqual({ operationId, scopes: bearer });
      if (['readCaller', 'claimFirstAdministrator'].includes(operationId)) continue;
      const other = SCOPE.split(' ').find((scope) => scope !== bearer[0])!;
      const authorization = `Basic ${Buffer.from(`${ADMIN.clientId}:${ADMIN.clientSecret}`).toString('base64')}`;
      const form = { grant_type: 'client_credentials', scope: other };
      const { body } = await new SmartApp(hospital).post('/token', form, { authorization });
      const response = await fetch(hospital.issuer + path.replace(/\{\w+\}/g, 'x'), {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${body.access_token}` },
      });
      expect({ operationId, status: response.status }).toEqual({ operationId, status: 403 });
      expect(response.headers.get('www-authenticate')).toContain(`scope="${bearer[0]}"`);
    }
  });

  it('has texts, and problem details for every error', () => {
    expect(new Set(operations().map(({ operationId }) => operationId)).size).toBe(operations().length);
    for (const operation of operations()) {
      expect(operation).toMatchObject({ summary: expect.stringMatching(/\S/) });
      const errors = Object.entries(operation.responses).filter(([status]) => status >= '400');
      expect(errors.map(([status]) => status)).toEqual(expect.arrayContaining(['401', '403']));
      for (const [, { content }] of errors) expect(Object.keys(content!)).toEqual([PROBLEM]);
    }
  });

  it('requires If-Match where a change is refused without it, and shows the ETag to send', () => {
    const named = Object.fromEntries(operations().map((operation) => [operation.operationId, operation]));
    const headers = named.updateAccount!.parameters!.filter((parameter) => parameter.in === 'header');
    expect(headers).toMatchObject([{ name: 'If-Match', required: true }]);
    expect(named.readAccount!.responses['200']!.headers).toHaveProperty('ETag');
    expect(named.createAccount!.responses['201']!.headers).toHaveProperty('ETag');
    for (const list of ['listAccounts', 'listLinks'])
      expect(named[list]!.responses['200']!.headers).toHaveProperty('ETag');
    expect(named.setLocalLogin!.responses['200']!.headers).toHaveProperty('ETag');
    const query = named.listAccounts!.parameters!.filter((parameter) => parameter.in === 'query');
    expect(query.map(({ name }) => name).sort()).toEqual(
      ['cursor', 'email', 'externalId', 'limit', 'q', 'status'].sort(),
    );
  });
});

describe('real answers match the description', () => {
  /**
   * The schema of an answer. A member that the schema does not name is a mistake here, though clients must tolerate
   * it.
   */
  function schemaOf(operationId: string, status: number, mediaType: string): ValidateFunction {
    const operation = operations().find((one) => one.operationId === operationId)!;
    const schema = operation.responses[status]?.content?.[mediaType]?.schema;
    if (!schema) throw new Error(`${operationId} does not describe ${status} ${mediaType}`);
    return compile(schema);
  }

  function compile(schema: object): ValidateFunction {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
    const closed = Object.fromEntries(
      Object.entries(document.components.schemas).map(([name, one]) => [
        name,
        { ...one, unevaluatedProperties: false },
      ]),
    );
    return ajv.compile({ ...schema, components: { schemas: closed } });
  }

  async function call(
    operationId: string,
    facts: { path?: Record<string, string>; query?: string; body?: unknown; headers?: object } = {},
  ) {
    const { method, path } = operations().find((one) => one.operationId === operationId)!;
    const address = path.replace(/\{(\w+)\}/g, (_all, name: string) => facts.path![name]!);
    const response = await fetch(`${hospital.issuer}${address}${facts.query ?? ''}`, {
      method: method.toUpperCase(),
      headers: {
        authorization: `Bearer ${token}`,
        ...(facts.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...facts.headers,
      },
      ...(facts.body === undefined ? {} : { body: JSON.stringify(facts.body) }),
    });
    const text = await response.text();
    const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]!;
    const body = text === '' ? undefined : (JSON.parse(text) as any);
    if (body !== undefined) {
      const validate = schemaOf(operationId, response.status, mediaType);
      expect({ valid: validate(body), errors: validate.errors, body }).toMatchObject({ valid: true });
    } else {
      const operation = operations().find((one) => one.operationId === operationId)!;
      expect(Object.keys(operation.responses)).toContain(String(response.status));
    }
    return { status: response.status, headers: response.headers, body };
  }

  it('the examples are accepted unchanged', async () => {
    const { schema } = operations().find(({ operationId }) => operationId === 'createAccount')!.requestBody!
      .content['application/json']!;
    const { properties } = document.components.schemas[schema.$ref.split('/').at(-1)!] as any;
    const example = Object.fromEntries(
      Object.entries(properties as object).map(([name, { example: value }]) => [name, value]),
    );
    expect(Object.values(example)).not.toContain(undefined);
    expect((await call('createAccount', { body: example })).status).toBe(201);
  });

  it('from the creation of an account to its deletion', async () => {
    const created = await call('createAccount', { body: { displayName: 'M', email: 'm@harbour.example' } });
    const path = { id: created.body.id as string };
    const headers = { 'if-match': created.headers.get('etag')! };
    expect((await call('listAccounts', { query: '?limit=1' })).body.next).toEqual(expect.any(String));
    expect((await call('readAccount', { path })).status).toBe(200);
    expect((await call('updateAccount', { path, headers, body: { displayName: null } })).status).toBe(200);
    const fhirUser = { fhirUser: 'Practitioner/1' };
    expect((await call('setFhirUser', { path, body: fhirUser })).headers.get('etag')).toBe('"3"');
    expect((await call('clearFhirUser', { path })).status).toBe(204);
    expect((await call('deactivateAccount', { path })).body.status).toBe('deactivated');
    expect((await call('activateAccount', { path })).body.status).toBe('active');
    expect((await call('listLinks', { path })).body).toEqual({ links: [] });
    expect((await call('deleteAccount', { path })).status).toBe(204);
  });

  it('also the problems', async () => {
    const { body } = await call('createAccount', { body: { email: 'twice@harbour.example' } });
    const path = { id: body.id as string };
    expect((await call('createAccount', { body: { email: 'TWICE@harbour.example' } })).status).toBe(409);
    expect((await call('createAccount', { body: { isAdmin: true } })).status).toBe(400);
    expect((await call('updateAccount', { path, body: {} })).status).toBe(428);
    expect((await call('updateAccount', { path, body: {}, headers: { 'if-match': '"9"' } })).status).toBe(
      412,
    );
    expect((await call('removeLink', { path: { ...path, linkId: 'none' } })).status).toBe(404);
    expect((await call('listLinks', { path, headers: { authorization: '' } })).status).toBe(401);
  });
});

describe('the page of the API', () => {
  it('needs no token, and has nothing inline', async () => {
    const response = await fetch(`${hospital.issuer}/api/docs`);
    expect(response.status).toBe(200);
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const html = await response.text();
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*\ssrc=)|\son\w+=/);
    for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await fetch(hospital.issuer + address)).status).toBe(200);
    }
  });

  it.each(['package.json', '..%2fpackage.json', 'swagger-ui.js.map', 'absolute-path.js'])(
    'serves no other file of that folder: %s',
    async (file) => {
      expect((await fetch(`${hospital.issuer}/api/docs/${file}`)).status).toBe(404);
    },
  );

  const inChromium = CHROMIUM ? it : it.skip;
  if (!CHROMIUM) console.warn(`Skipped: ${NO_CHROMIUM}`);

  inChromium('shows every operation in a real browser, without an error on the console', async () => {
    let browser: Browser | undefined;
    try {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${hospital.issuer}/api/docs`);
      await page.locator('.opblock').first().waitFor();
      expect(await page.locator('.opblock').count()).toBe(operations().length);
      await page.locator('#operations-accounts-createAccount .opblock-summary-control').click();
      await page.locator('#operations-accounts-createAccount .model-example').first().waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await browser?.close();
    }
  });
});

describe('when the description and the page are served', () => {
  it.each([
    ['off by default in production', { NODE_ENV: 'production' }, {}, false],
    ['on by default elsewhere', {}, {}, true],
    ['on when the settings say so', { NODE_ENV: 'production' }, { apiDocs: true }, true],
    ['off when the settings say so', {}, { apiDocs: false }, false],
  ])('%s', (_what, environment, changes, expected) => {
    expect(load({ issuer: 'https://id.example', ...changes }, environment).settings.apiDocs).toBe(expected);
  });

  it('when they are off, both are 404 and the API works', async () => {
    const quiet = await startHospital({
      configure: (configuration) => {
        configuration.apiDocs = false;
      },
    });
    try {
      for (const path of ['/api/docs', '/api/openapi.json', '/api/docs/swagger-ui.css', '/api/docs/start.js'])
        expect((await fetch(quiet.issuer + path)).status).toBe(404);
      expect((await fetch(`${quiet.issuer}/api/v1/accounts`)).status).toBe(401);
    } finally {
      await quiet.close();
    }
  });
});

describe('a route that declares no permission', () => {
  class Things {
    @Get()
    list(): string[] {
      return [];
    }

    @Post()
    @NeedsNoToken()
    create(): void {}
  }

  @Controller('api/v1/things')
  class ThingsController extends Things {}

  @Controller('apian')
  class ApianController extends Things {}

  async function start(controller: new () => object): Promise<void> {
    const { settings } = load({ database: { url: 'sqlite::memory:' } });
    const module = await Test.createTestingModule({
      imports: [AppModule.forRoot(settings, new Clock())],
      controllers: [controller],
    }).compile();
    const app = module.createNestApplication({ logger: false });
    try {
      await app.init();
    } finally {
      await app.close();
    }
  }

  it('prevents the start of the process, also when it is inherited', async () => {
    proves('TM-44');
    await expect(start(ThingsController)).rejects.toThrow(
      'These routes declare no permission: ThingsController.list',
    );
  });

  it('does not matter outside /api', async () => {
    await expect(start(ApianController)).resolves.toBeUndefined();
  });
});
