import { type IncomingHttpHeaders, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { ENGINE_ROUTES, isForOtherOrigins } from '#src/authorization-server/front-door/engine-routes.js';
import { type ApiAnswer, apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { RawConnection } from '../support/raw-http.js';
import { getTokens } from '../support/smart-app.js';

const PROBLEM = /^application\/problem\+json/;
const MERGE_PATCH = 'application/merge-patch+json';
/** Words of parsers, of the framework and of the language. */
const INTERNALS = /Cannot|JSON\.parse|Unexpected|position|token|decode param|unsupported|undefined|Error\b/;

let hospital: Hospital;
let call: ReturnType<typeof apiCaller>;
beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.clients.push(apiClientEntry, {
        clientId: 'launched',
        clientName: 'Launched',
        redirectUris: ['http://127.0.0.1:9/callback'],
        launchUris: ['http://127.0.0.1:9/launch'],
      });
    },
  });
  call = apiCaller(hospital, await apiToken(hospital));
});
afterAll(() => hospital.close());

const made = async (facts: object = {}) => {
  const { body, headers } = await call('POST', '/accounts', facts);
  return { id: body.id as string, path: `/accounts/${body.id}`, etag: headers.get('etag')! };
};
const rowsAbout = (accountId: string) =>
  hospital.app.get(DataSource).getRepository(AuditEvent).countBy({ accountId });
const accounts = () => hospital.app.get(DataSource).getRepository(Account).count();
/** Sends a request with any method. */
const plainly = (method: string, path: string) =>
  new Promise<{ status?: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
    const sent = request(hospital.issuer + path, { method, agent: false }, (response) => {
      let text = '';
      response
        .on('data', (chunk) => (text += chunk))
        .on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on('error', reject).end();
  });
/** The answer to text that no library would send. */
const asked = async (text: string | Buffer) => {
  const connection = await RawConnection.open(hospital.issuer);
  connection.send(text);
  const answer = await connection.answer();
  connection.hangUp();
  return answer;
};
const isProblem = ({ headers, body, status }: ApiAnswer) => {
  expect(headers.get('content-type')).toMatch(PROBLEM);
  expect(body).toMatchObject({ type: 'about:blank', title: expect.any(String), status });
  expect(JSON.stringify(body)).not.toMatch(INTERNALS);
};

describe('a body that the operation does not take never succeeds', () => {
  const OTHERS = [
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['a file', 'application/octet-stream'],
    ['FHIR', 'application/fhir+json'],
    ['another charset', 'application/json; charset=iso-8859-1'],
    ['UTF-16', 'application/json; charset=utf-16'],
    ['text that is not a media type', 'json'],
  ] as const;

  it.each(OTHERS)('POST with %s is 415, and makes no account', async (_what, type) => {
    const before = await accounts();
    const answer = await call('POST', '/accounts', '{"displayName":"x"}', { 'content-type': type });
    expect(answer.status).toBe(415);
    isProblem(answer);
    expect(await accounts()).toBe(before);
  });

  it('a body without a type is 415', async () => {
    const body = Buffer.from('{"displayName":"x"}');
    const answer = await call('POST', '/accounts', body, { 'content-type': '' });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('accept')).toBe('application/json');
  });

  it('a PATCH is a merge patch (RFC 7396), with each of its two types', async () => {
    const one = await made({ displayName: 'before', externalId: 'merge' });
    const patched = await call(
      'PATCH',
      one.path,
      { displayName: null, status: 'deactivated' },
      { 'content-type': MERGE_PATCH, 'if-match': one.etag },
    );
    expect(patched).toMatchObject({
      status: 200,
      body: { displayName: null, status: 'deactivated', externalId: 'merge' },
    });
    const again = await call('PATCH', one.path, { displayName: 'after' }, { 'if-match': '"2"' });
    expect(again).toMatchObject({ status: 200, body: { displayName: 'after' } });
    const other = await call('PATCH', one.path, [{ op: 'remove', path: '/externalId' }], {
      'content-type': 'application/json-patch+json',
      'if-match': '*',
    });
    expect(other.status).toBe(415);
    expect(other.headers.get('accept-patch')).toBe(`${MERGE_PATCH}, application/json`);
    expect((await call('POST', '/accounts', '{}', { 'content-type': MERGE_PATCH })).status).toBe(415);
  });

  it.each<[string, string, string]>([
    ['POST', '/accounts', ''],
    ['PATCH', '', ''],
    ['PUT', '/fhir-user', ''],
    ['PUT', '/local-login', ''],
    ['POST', '/launch-contexts', ''],
    ['PUT', '/user-access-brands', ''],
  ])('%s %s without a body is 400', async (method, path) => {
    const { path: account } = await made();
    const address = /^\/(accounts|launch|user)/.test(path) ? path : `${account}${path}`;
    const before = await accounts();
    for (const type of [undefined, 'application/json']) {
      const headers = { 'if-match': '*', ...(type === undefined ? undefined : { 'content-type': type }) };
      const answer = await call(method, address, undefined, headers);
      expect(answer.status).toBe(400);
      isProblem(answer);
    }
    const packed = gzipSync('');
    const empty = await call(method, address, packed, { 'content-encoding': 'gzip', 'if-match': '*' });
    expect(empty.status).toBe(400);
    expect(await accounts()).toBe(before);
  });

  it('an operation without a body names an unexpected member, and refuses another type; an empty object is accepted', async () => {
    const { path } = await made();
    const said = await call('POST', `${path}/deactivate`, { reason: 'left' });
    expect(said).toMatchObject({ status: 400, body: { errors: [{ field: 'reason' }] } });
    const text = await call('POST', `${path}/deactivate`, 'left', { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    expect((await call('DELETE', path, { really: false })).status).toBe(400);
    expect((await call('GET', path)).body.status).toBe('active');
    expect((await call('POST', `${path}/deactivate`, {})).status).toBe(200);
  });

  it.each<[string, string | Buffer]>([
    ['broken text', '{"displayName":'],
    ['a text', '"x"'],
    ['a list', '[]'],
    ['only white space', ' \n'],
    ['not in UTF-8', Buffer.from('7b22646973706c61794e616d65223a22ff227d', 'hex')],
    ['one that names a prototype', '{"__proto__":{"x":1}}'],
    ['one with a member twice', '{"displayName":"a","displayName":"b"}'],
    ['one with a member twice, once escaped', '{"displayName":"a","\\u0064isplayName":"b"}'],
    ['too deep', `${'['.repeat(40)}${']'.repeat(40)}`],
  ])('JSON that is %s is 400, in the words of this server', async (_what, body) => {
    const answer = await call('POST', '/accounts', body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    isProblem(answer);
  });

  it('an unknown compression is 415, and a broken one is 400', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const [encoding, status] of [
      ['compress', 415],
      ['gzip', 400],
    ] as const) {
      const answer = await call('POST', '/accounts', '{}', { ...headers, 'content-encoding': encoding });
      expect([encoding, answer.status]).toEqual([encoding, status]);
      isProblem(answer);
    }
    const packed = gzipSync('{"displayName":"packed"}');
    const fine = await call('POST', '/accounts', packed, { ...headers, 'content-encoding': 'gzip' });
    expect(fine.body.displayName).toBe('packed');
  });

  it('a form that people fill in must be a form: JSON is 415', async () => {
    for (const path of ['/interaction/x/consent', '/interaction/x/password', '/activation']) {
      const response = await fetch(hospital.issuer + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"csrf":"x"}',
      });
      expect([path, response.status]).toEqual([path, 415]);
    }
    const posted = await fetch(`${hospital.issuer}/federation/hospital/signin`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"state":"x"}',
    });
    expect(posted.status).toBe(400);
    const logout = await fetch(`${hospital.issuer}/federation/hospital/backchannel-logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"logout_token":"a.b.c"}',
    });
    expect([logout.status, await logout.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'logout_token is missing' },
    ]);
  });
});

describe('If-Match is honoured (RFC 9110 section 13.1.1)', () => {
  const CHANGES: Array<[string, string, string, unknown]> = [
    ['PATCH', '', 'PATCH', { displayName: 'other' }],
    ['POST', '/deactivate', 'deactivate', undefined],
    ['POST', '/activate', 'activate', undefined],
    ['PUT', '/fhir-user', 'fhirUser', { fhirUser: 'Practitioner/wei-chen' }],
    ['DELETE', '/fhir-user', 'no fhirUser', undefined],
    ['PUT', '/local-login', 'local login', { localLogin: 'enabled' }],
    ['DELETE', '', 'delete', undefined],
  ];

  it.each(CHANGES)(
    '%s %s (%s): 412 when If-Match names another version',
    async (method, path, _what, body) => {
      const one = await made({ displayName: 'before', fhirUser: 'Practitioner/maria-lindqvist' });
      const before = (await call('GET', one.path)).body;
      const rows = await rowsAbout(one.id);
      for (const condition of ['"9"', 'W/"1"', '"0", "2"', 'nonsense', '']) {
        const answer = await call(method, one.path + path, body, { 'if-match': condition });
        expect([condition, answer.status]).toEqual([condition, 412]);
        isProblem(answer);
      }
      expect((await call('GET', one.path)).body).toEqual(before);
      expect(await rowsAbout(one.id)).toBe(rows);
      const nobody = await call(method, `/accounts/nobody${path}`, body, { 'if-match': '"1"' });
      expect(nobody.status).toBe(404);
    },
  );

  it.each(CHANGES)(
    '%s %s (%s): done when If-Match names the present version, in a list, or any version',
    async (...change) => {
      const [method, path, , body] = change;
      for (const condition of ['"1"', '"7", "1"', '*']) {
        const { path: address } = await made({
          displayName: 'before',
          fhirUser: 'Practitioner/james-okafor',
        });
        const answer = await call(method, address + path, body, { 'if-match': condition });
        expect([condition, Math.floor(answer.status / 100)]).toEqual([condition, 2]);
      }
    },
  );

  it('for links too', async () => {
    await getTokens(hospital, { username: 'maria.lindqvist' });
    const [account] = (await call('GET', '/accounts?q=lindqvist')).body.accounts;
    const path = `/accounts/${account.id}`;
    const etag = (await call('GET', path)).headers.get('etag')!;
    const [link] = (await call('GET', `${path}/links`)).body.links;
    const refused = await call('DELETE', `${path}/links/${link.id}`, undefined, { 'if-match': '"99"' });
    expect(refused.status).toBe(412);
    const none = await call('DELETE', `${path}/links/none`, undefined, { 'if-match': etag });
    expect(none.status).toBe(404);
    const done = await call('DELETE', `${path}/links/${link.id}`, undefined, { 'if-match': etag });
    expect(done.status).toBe(204);
    // The address that came by the link is deleted with it, so the account is another version.
    const { headers, body } = await call('GET', path);
    expect(body.email).toBeNull();
    expect(headers.get('etag')).not.toBe(etag);
  });

  it('for the brand bundle too', async () => {
    const bundle = (id: string) => ({
      bundle: {
        resourceType: 'Bundle',
        type: 'collection',
        timestamp: '2026-01-01T00:00:00Z',
        entry: [{ resource: { resourceType: 'Organization', id } }],
      },
    });
    const put = (id: string, condition?: string) =>
      call(
        'PUT',
        '/user-access-brands',
        bundle(id),
        condition === undefined ? {} : { 'if-match': condition },
      );
    expect((await put('a', '*')).status).toBe(412);
    const first = (await put('a')).headers.get('etag')!;
    expect(first).toMatch(/^"[^"]+"$/);
    const second = (await put('b', first)).headers.get('etag')!;
    expect((await put('c', first)).status).toBe(412);
    const remove = (condition: string) =>
      call('DELETE', '/user-access-brands', undefined, { 'if-match': condition });
    expect((await remove(first)).status).toBe(412);
    expect((await remove(second)).status).toBe(204);
    expect((await remove(second)).status).toBe(404);
  });

  it('a change without a condition is made, whatever changes happen meanwhile', async () => {
    const { path } = await made();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_none, index) =>
        call('PUT', `${path}/fhir-user`, { fhirUser: `Practitioner/p${index % 4}` }),
      ),
    );
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
  });

  it('a change that alters nothing keeps the ETag, and leaves no row', async () => {
    const facts = { displayName: 'Same', email: 'same@harbour.example', fhirUser: 'Practitioner/wei-chen' };
    const { id, path, etag } = await made(facts);
    const rows = await rowsAbout(id);
    for (const [method, address, body] of [
      ['PATCH', path, {}],
      ['PATCH', path, { ...facts, status: 'active', externalId: null }],
      ['PUT', `${path}/fhir-user`, { fhirUser: facts.fhirUser }],
      ['POST', `${path}/activate`, undefined],
    ] as const) {
      const answer = await call(method, address, body, { 'if-match': etag });
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, etag]);
    }
    expect(await rowsAbout(id)).toBe(rows);
    await call('PATCH', path, { ...facts, displayName: 'Other' }, { 'if-match': etag });
    const [row] = await hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .findBy({ accountId: id, event: 'account.changed' });
    expect(row!.trail).toMatchObject([{ finding: 'displayName' }]);
  });
});

describe('methods and addresses', () => {
  it.each([
    ['PUT', '/api/v1/accounts', 'GET, HEAD, POST, OPTIONS'],
    ['TRACE', '/api/v1/accounts', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/api/v1/accounts/x', 'GET, HEAD, PATCH, DELETE, OPTIONS'],
    ['GET', '/api/v1/accounts/x/deactivate', 'POST, OPTIONS'],
    ['DELETE', '/api/openapi.json', 'GET, HEAD, OPTIONS'],
    ['PROPFIND', '/api/v1/launch-contexts', 'POST, OPTIONS'],
    ['GET', '/register', 'POST, OPTIONS'],
    ['POST', '/health/live', 'GET, HEAD, OPTIONS'],
    ['PUT', '/interaction/x/consent', 'GET, HEAD, POST, OPTIONS'],
    ['GET', '/token', 'POST, OPTIONS'],
    ['HEAD', '/token', 'POST, OPTIONS'],
    ['TRACE', '/token', 'POST, OPTIONS'],
    ['GET', '/introspect', 'POST, OPTIONS'],
    ['GET', '/revoke', 'POST, OPTIONS'],
    ['GET', '/par', 'POST, OPTIONS'],
    ['PUT', '/userinfo', 'GET, HEAD, POST, OPTIONS'],
    ['DELETE', '/authorize', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/authorize/x', 'GET, HEAD, OPTIONS'],
    ['PUT', '/logout', 'GET, HEAD, POST, OPTIONS'],
    ['GET', '/logout/confirm', 'POST, OPTIONS'],
    ['POST', '/logout/success', 'GET, HEAD, OPTIONS'],
    ['POST', '/jwks', 'GET, HEAD, OPTIONS'],
    ['POST', '/.well-known/openid-configuration', 'GET, HEAD, OPTIONS'],
    ['POST', '/.well-known/oauth-authorization-server', 'GET, HEAD, OPTIONS'],
  ])('%s %s is 405, and Allow names the methods', async (method, path, allow) => {
    const answer = await plainly(method, path);
    expect({ status: answer.status, allow: answer.headers.allow }).toEqual({ status: 405, allow });
    expect(answer.headers['content-type']).toMatch(PROBLEM);
    if (method !== 'HEAD') expect(JSON.parse(answer.text)).toMatchObject({ status: 405 });
  });

  it.each(ENGINE_ROUTES)('the engine has each method of $path', async ({ path, methods }) => {
    for (const method of methods) {
      const { status } = await plainly(method, path.replace(':uid', 'x'));
      expect([method, [404, 405].includes(status!)]).toEqual([method, false]);
    }
    const options = await plainly('OPTIONS', path.replace(':uid', 'x'));
    expect([options.status, options.headers.allow]).toEqual([204, [...methods, 'OPTIONS'].join(', ')]);
  });

  it('OPTIONS from a page of another origin is answered as before (CORS)', async () => {
    for (const route of ENGINE_ROUTES) {
      const { path } = route;
      const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
      const response = await fetch(hospital.issuer + path, { method: 'OPTIONS', headers });
      const origin = response.headers.get('access-control-allow-origin');
      expect([path, response.status, origin]).toEqual([
        path,
        204,
        isForOtherOrigins(route) ? 'https://app.example' : null,
      ]);
    }
  });

  it.each([
    ['GET', '/logout/nothing'],
    ['POST', '/token/'],
    ['GET', '/Token'],
    ['POST', '/Register'],
    ['POST', '/register/'],
    ['GET', '/API/v1/accounts'],
    ['GET', '/api/v1/accounts/'],
    ['GET', '//health/live'],
  ])('%s %s is 404: an address has one spelling', async (method, path) => {
    const { status, headers, text } = await plainly(method, path);
    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(PROBLEM);
    expect(JSON.parse(text)).toMatchObject({ status: 404 });
  });

  it.each([
    ['POST', '/nothing', 404],
    ['POST', '/health/live', 405],
    ['POST', '/jwks', 405],
    ['PUT', '/api/v1/accounts', 405],
  ])('%s %s is %s before its body is read', async (method, path, status) => {
    for (const [type, body] of [
      ['application/json', '{'],
      ['text/plain', 'x'],
    ] as const) {
      const response = await fetch(hospital.issuer + path, {
        method,
        body,
        headers: { 'content-type': type },
      });
      expect(response.status).toBe(status);
    }
  });

  describe('an address in absolute form (RFC 9112 section 3.2.2)', () => {
    const whole = (path: string) => `HTTP://anything.example:81${path}`;

    it('is handled like its path', async () => {
      const answers = await Promise.all(
        ['/health/live', '/jwks', '/.well-known/openid-configuration', '/nothing', '/token', ''].map(
          async (path) => (await asked(`GET ${whole(path)} HTTP/1.1\r\nhost: x\r\n\r\n`))?.status,
        ),
      );
      expect(answers).toEqual([200, 200, 200, 404, 405, 404]);
    });

    it('is checked like another address', async () => {
      const token = await apiToken(hospital);
      for (const path of ['/api/v1/accounts/%00', '/api/v1/accounts?q=%00', '/api/v1/accounts?q=%FF']) {
        const authorization = `host: x\r\nauthorization: Bearer ${token}`;
        const answer = await asked(`GET ${whole(path)} HTTP/1.1\r\n${authorization}\r\n\r\n`);
        expect([path, answer?.status]).toEqual([path, 400]);
      }
    });
  });

  it.each([
    ['a fragment', 'GET /health/live#x HTTP/1.1\r\nhost: x'],
    ['an address of another scheme', 'GET ftp://x/health/live HTTP/1.1\r\nhost: x'],
    ['bytes that are not an address', 'GET /health/live\xa0 HTTP/1.1\r\nhost: x'],
    ['two hosts', 'GET /health/live HTTP/1.1\r\nhost: x\r\nhost: y'],
    ['no host', 'GET /health/live HTTP/1.1'],
    ['an incomplete request line', 'GET'],
    ['an unknown method', 'FOO /health/live HTTP/1.1\r\nhost: x'],
  ])('%s is 400, as problem details', async (_what, head) => {
    const answer = await asked(Buffer.from(`${head}\r\n\r\n`, 'latin1'));
    expect(answer).toMatchObject({ status: 400 });
    expect(answer!.headers['content-type']).toMatch(PROBLEM);
    expect(JSON.parse(answer!.body)).toMatchObject({ status: 400, title: expect.any(String) });
  });

  it('headers that are too long are 431, as problem details', async () => {
    const answer = await asked(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(70_000)}\r\n\r\n`);
    expect(answer).toMatchObject({ status: 431, headers: { connection: 'close' } });
    expect(JSON.parse(answer!.body)).toMatchObject({ status: 431 });
  });

  it('OPTIONS * is about the server', async () => {
    expect((await asked('OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n'))?.status).toBe(204);
  });

  it('OPTIONS names the methods too, and the types of a PATCH (RFC 5789 section 3.1)', async () => {
    const response = await fetch(`${hospital.issuer}/api/v1/accounts/x`, { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow'), response.headers.get('accept-patch')]).toEqual([
      204,
      'GET, HEAD, PATCH, DELETE, OPTIONS',
      `${MERGE_PATCH}, application/json`,
    ]);
  });

  it.each([
    ['an unknown path', 'GET', '/nothing', 404],
    ['an unknown path, with POST', 'POST', '/accounts/x/nothing', 404],
    ['bytes that are not text in the path', 'GET', '/accounts/%ff', 400],
    ['bytes that are not text in the query', 'GET', '/accounts?q=%ff', 400],
    ['an incomplete escape', 'GET', '/accounts?q=%4', 400],
    ['a zero character', 'GET', '/accounts/a%00', 400],
    ['a body that is too large', 'POST', '/accounts', 413],
  ])(
    '%s is answered with problem details in the words of this server',
    async (_what, method, path, status) => {
      const body = status === 413 ? { displayName: 'x'.repeat(70_000) } : undefined;
      const answer = await call(method, path, body);
      expect(answer.status).toBe(status);
      isProblem(answer);
    },
  );

  it('an address is checked in any case of its path', async () => {
    expect((await fetch(`${hospital.issuer}/API/v1/accounts/a%00`)).status).toBe(400);
  });

  it('a missing token, and one without the scope, are answered with problem details too', async () => {
    const none = await call('GET', '/accounts', undefined, { authorization: '' });
    const reader = await apiToken(hospital, '__wardkey/accounts.read');
    const less = await call('POST', '/accounts', {}, { authorization: `Bearer ${reader}` });
    expect([none.status, less.status]).toEqual([401, 403]);
    for (const { headers, body, status } of [none, less]) {
      expect(headers.get('content-type')).toMatch(PROBLEM);
      expect(body).toMatchObject({ title: expect.any(String), status });
    }
  });
});

describe('members and parameters', () => {
  it.each([
    ['GET', '/accounts/x'],
    ['GET', '/accounts/x/links'],
    ['POST', '/accounts'],
    ['POST', '/accounts/x/deactivate'],
    ['DELETE', '/accounts/x'],
    ['POST', '/launch-contexts'],
    ['DELETE', '/user-access-brands'],
  ])('%s %s takes no parameters in its query', async (method, path) => {
    const answer = await call(
      method,
      `${path}?fields=id`,
      method === 'POST' && !/x/.test(path) ? {} : undefined,
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'fields', message: 'is not known here' }] },
    });
  });

  it('a value that must be a list is refused by its name', async () => {
    const body = { client_id: 'launched', fhirContext: {} };
    const { status, body: problem } = await call('POST', '/launch-contexts', body);
    expect([status, problem.errors]).toEqual([400, [{ field: 'fhirContext', message: 'must be a list' }]]);
  });

  it.each(
    [...Object.getOwnPropertyNames(Object.prototype), 'prototype'].filter((name) => name !== '__proto__'),
  )('a member named %s is unknown', async (name) => {
    const nested = { client_id: 'launched', fhirContext: [{ reference: 'ImagingStudy/1', [name]: 1 }] };
    const answers = [
      [await call('POST', '/accounts', { [name]: 1 }), name],
      [await call('POST', '/accounts', { displayName: 'x', [name]: 'x' }), name],
      [await call('GET', `/accounts?${name}=1`), name],
      [await call('POST', '/launch-contexts', nested), `fhirContext.0.${name}`],
    ] as const;
    for (const [{ status, body }, field] of answers)
      expect([status, body.errors]).toEqual([400, [{ field, message: 'is not known here' }]]);
  });

  it.each([
    '0x10',
    '1e1',
    '%205',
    '5%20',
    '+5',
    '5.0',
    '05',
    '%D9%A5',
    '',
    '-5',
    '0',
    '201',
    '1_0',
    'NaN',
    '1&limit=1',
  ])('limit=%s is not a valid page size', async (limit) => {
    const { status, body } = await call('GET', `/accounts?limit=${limit}`);
    expect([status, body.errors]).toEqual([400, [{ field: 'limit', message: expect.any(String) }]]);
  });

  it.each(['1', '10', '200'])('limit=%s is a valid page size', async (limit) => {
    expect((await call('GET', `/accounts?limit=${limit}`)).status).toBe(200);
  });

  it('a member that is given twice in the body is refused by its name', async () => {
    const text = '{"displayName":"a","displayName":"b"}';
    const { status, body } = await call('POST', '/accounts', text, { 'content-type': 'application/json' });
    const expected = [{ field: 'displayName', message: 'occurs more than once' }];
    expect([status, body.title, body.errors]).toEqual([400, 'The request cannot be accepted', expected]);
  });

  it.each(['status=active&status=active', 'q=a&q=b', 'email=a@b.example&email=c@d.example'])(
    'a parameter that is given twice is refused: %s',
    async (query) => {
      const { status, body } = await call('GET', `/accounts?${query}`);
      const [field] = query.split('=');
      expect([status, body.errors]).toEqual([400, [{ field, message: 'occurs more than once' }]]);
    },
  );

  const UNSHOWN = [
    ['blanks', '   '],
    ['a tab', '\t'],
    ['a line break', 'Maria\nLindqvist'],
    ['a carriage return', 'Maria\r'],
    ['an escape', 'Maria\u001b[31m'],
    ['a C1 control', 'Maria\u0085'],
    ['a line separator', 'Maria\u2028Lindqvist'],
    ['a change of direction', 'Maria \u202egpj.exe'],
    ['only white space without visible characters', '\u200b\u00a0\u3000\ufeff'],
    ...[
      '\ufe0f',
      '\u034f',
      '\u180b',
      '\u17b4',
      '\u061c',
      '\u206a',
      '\ufff9',
      '\u{e0041}',
      '\u{e0100}',
      '\u{1d173}',
      '\u{1bca0}',
    ].map((sign) => [`U+${sign.codePointAt(0)!.toString(16)} alone`, sign] as const),
    ['a change of direction in Arabic', 'Maria\u061c1'],
    ['half a character', 'a\ud800'],
    ['nothing', ''],
  ] as const;

  it.each(UNSHOWN)('text that is %s is refused in every field', async (_what, text) => {
    for (const field of ['displayName', 'externalId']) {
      const { status, body } = await call('POST', '/accounts', { [field]: text });
      expect([status, body.errors]).toEqual([400, [{ field, message: expect.any(String) }]]);
    }
    for (const field of ['intent', 'tenant', 'client_id']) {
      const { status, body } = await call('POST', '/launch-contexts', {
        client_id: 'launched',
        [field]: text,
      });
      expect([status, body.errors]).toEqual([400, [{ field, message: expect.any(String) }]]);
    }
    if (!text.includes('\ud800')) {
      const { status } = await call('GET', `/accounts?q=${encodeURIComponent(text)}`);
      expect(status).toBe(400);
    }
  });

  it.each(['Žofie Ångström', '李小龍', 'नमस्ते', '👩‍⚕️ Dr', 'a', 'O’Neill (he/him)', ' x'])(
    'text as people write it is accepted unchanged: %s',
    async (displayName) => {
      expect(await call('POST', '/accounts', { displayName })).toMatchObject({
        status: 201,
        body: { displayName },
      });
    },
  );

  it('lengths are counted in characters, as in the database', async () => {
    const post = (displayName: string) => call('POST', '/accounts', { displayName });
    expect((await post('👩'.repeat(255))).status).toBe(201);
    expect((await post('👩'.repeat(256))).status).toBe(400);
    expect((await post(`a${'\ufe0f'.repeat(255)}`)).status).toBe(400);
  });

  it.each([[[1e300, 'x']], [[1.5, 'x']], [[1, 'a\0b']], [['1', 'x']], [{}], [[1]]])(
    'a made-up cursor is refused: %j',
    async (forged) => {
      const cursor = Buffer.from(JSON.stringify(forged)).toString('base64url');
      const { status, body } = await call('GET', `/accounts?cursor=${cursor}`);
      expect([status, body.errors]).toEqual([400, [{ field: 'cursor', message: expect.any(String) }]]);
    },
  );
});

describe('an external id belongs to one account at an identity provider', () => {
  const taken = {
    status: 409,
    body: { errors: [{ field: 'externalId', message: expect.stringContaining('another account') }] },
  };

  it('a second account is 409, also when the only identity provider is not named', async () => {
    const named = { externalId: 'E-1', externalIdScheme: 'hospital' };
    const { path } = await made(named);
    for (const again of [named, { externalId: 'E-1' }, { ...named, displayName: 'Other' }])
      expect(await call('POST', '/accounts', again)).toMatchObject(taken);
    expect((await call('POST', '/accounts', { externalId: 'e-1' })).status).toBe(201);
    const other = await made({ externalId: 'E-2' });
    expect(await call('PATCH', other.path, named, { 'if-match': '*' })).toMatchObject(taken);
    expect((await call('GET', other.path)).body.externalId).toBe('E-2');
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('PATCH', other.path, named, { 'if-match': '*' })).status).toBe(200);
  });

  it('when ten requests use it at once, one account is made', async () => {
    const facts = { externalId: 'at-once', externalIdScheme: 'hospital' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => call('POST', '/accounts', facts)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
  });

  it('two accounts from before with the same external id stay, and can be changed so that they differ', async () => {
    const facts = { externalId: 'twice', externalIdScheme: 'hospital' };
    const { id, path } = await made(facts);
    const rows = hospital.app.get(DataSource).getRepository(Account);
    const other = { ...(await rows.findOneByOrFail({ id })), id: '00000000-0000-4000-8000-000000000000' };
    await rows.insert(other);
    const change = (body: object) => call('PATCH', path, body, { 'if-match': '*' });
    expect((await change({ displayName: 'One of two', ...facts })).status).toBe(200);
    expect((await change({ externalId: 'alone' })).status).toBe(200);
    expect(await change({ externalId: 'twice' })).toMatchObject(taken);
  });
});
