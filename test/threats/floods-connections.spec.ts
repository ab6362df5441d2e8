import { once } from 'node:events';
import type { Server } from 'node:http';
import { DataSource } from 'typeorm';
import { OidcArtifact } from '#src/authorization-server/storage/artifact.entity.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { chunk, postHead, RawConnection } from '../support/raw-http.js';
import { SmartApp } from '../support/smart-app.js';

const FORM = 'application/x-www-form-urlencoded';
const INNOCENT = 'GET /health/live HTTP/1.1\r\nhost: wardkey.test\r\n\r\n';

/** The places where a body is read: the engine’s endpoints, pages, endpoints for programs, the REST API. */
const PLACES = [
  '/token',
  '/authorize',
  '/par',
  '/introspect',
  '/revoke',
  '/logout',
  '/logout/confirm',
  '/userinfo',
  '/register',
  '/interaction/x/password',
  '/interaction/x/consent',
  '/federation/hospital/signin',
  '/federation/hospital/backchannel-logout',
  '/activation',
  '/account/apps/x/end',
  '/api/v1/accounts',
  '/nowhere',
];

let hospital: Hospital;
let open: RawConnection[] = [];
beforeAll(async () => {
  hospital = await startHospital();
});
afterEach(() => {
  for (const connection of open) connection.hangUp();
  open = [];
});
afterAll(() => hospital.close());

async function connection(): Promise<RawConnection> {
  const made = await RawConnection.open(hospital.issuer);
  open.push(made);
  return made;
}

describe('a body that is too large is answered, and the connection ends with the answer', () => {
  it.each(PLACES)('at %s, in chunks without an announced length', async (path) => {
    const client = await connection();
    client.send(postHead(path, { 'content-type': FORM, 'transfer-encoding': 'chunked' }));
    for (let sent = 0; sent < 150; sent += 10) client.send(chunk('a='.padEnd(10_240, 'x')));
    client.send('0\r\n\r\n');
    client.send(INNOCENT);
    const answer = await client.answer();
    expect(answer).toMatchObject({ status: 413, headers: { connection: 'close' } });
    expect(answer!.body.length).toBeGreaterThan(0);
    // The other request got no promise of an answer, and is not answered as a part of the body either.
    expect(await client.answer()).toBeUndefined();
  });

  it('and the next request on that connection is not carried out', async () => {
    const kept = hospital.app.get(DataSource).getRepository(OidcArtifact);
    const form = new URL(new SmartApp(hospital).authorizationUrl()).search.slice(1);
    const client = await connection();
    client.send(
      postHead('/authorize', { 'content-type': FORM, 'transfer-encoding': 'chunked' }) +
        `${chunk('x'.repeat(60_000))}0\r\n\r\n` +
        postHead('/authorize', { 'content-type': FORM, 'content-length': String(form.length) }) +
        form,
    );
    expect(await client.answer()).toMatchObject({ status: 413, headers: { connection: 'close' } });
    await client.end();
    expect((await fetch(`${hospital.issuer}/health/live`)).status).toBe(200);
    expect(await kept.countBy({ model: 'PostedRequest' })).toBe(0);
  });

  it('with an announced length, before the body arrives', async () => {
    const answers = PLACES.map(async (path) => {
      const client = await connection();
      client.send(postHead(path, { 'content-type': FORM, 'content-length': '150000' }));
      const answer = await client.answer();
      await client.end();
      return [path, answer?.status, answer?.headers.connection];
    });
    expect(await Promise.all(answers)).toEqual(PLACES.map((path) => [path, 413, 'close']));
  });

  it('also for a type that is not read, and with a method that has no body', async () => {
    for (const head of [
      postHead('/token', { 'content-type': 'application/json', 'content-length': '150000' }),
      postHead('/interaction/x', { 'content-length': '150000' }).replace('POST', 'GET'),
      postHead('/authorize', { 'transfer-encoding': 'chunked' }).replace('POST', 'DELETE') +
        chunk('x'.repeat(150_000)),
    ]) {
      const client = await connection();
      client.send(head);
      expect(await client.answer()).toMatchObject({ status: 413, headers: { connection: 'close' } });
    }
  });

  it('in the format of the endpoint', async () => {
    const types: Record<string, RegExp> = {
      '/token': /^application\/json/,
      '/api/v1/accounts': /^application\/problem\+json/,
      '/authorize': /^text\/html/,
    };
    for (const [path, type] of Object.entries(types)) {
      const response = await fetch(hospital.issuer + path, {
        method: 'POST',
        headers: { 'content-type': FORM },
        body: 'x'.repeat(150_000),
      });
      expect([path, response.status]).toEqual([path, 413]);
      expect(response.headers.get('content-type')).toMatch(type);
      expect(response.headers.get('retry-after')).toBeNull();
    }
  });

  it('a client that reads the header gets a new connection for its next request', async () => {
    const innocent = async () => (await fetch(`${hospital.issuer}/health/live`)).status;
    for (const path of ['/token', '/par', '/interaction/x/password']) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, async () => {
          const body = new ReadableStream({
            start(controller) {
              for (let sent = 0; sent < 15; sent += 1) controller.enqueue(Buffer.alloc(10_240, 'x'));
              controller.close();
            },
          });
          const headers = { 'content-type': FORM };
          const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
          const { status } = await fetch(hospital.issuer + path, init);
          return [status, await innocent()];
        }),
      );
      expect(answers).toEqual(Array(10).fill([413, 200]));
    }
  });
});

describe('slow clients do not block the server', () => {
  it('slow headers and requests, and many connections, have limits; a proxy may keep its connections', () => {
    proves('FI-40');
    const server = hospital.app.getHttpServer() as Server;
    expect(server).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      maxConnections: 4_000,
    });
    // nginx closes an idle connection after 60 s, Caddy after 120 s.
    expect(server.keepAliveTimeout).toBeGreaterThan(120_000);
  });

  it('a request that did not arrive in time is answered with 408, and is not carried out when its rest arrives', async () => {
    proves('FI-40');
    const kept = hospital.app.get(DataSource).getRepository(OidcArtifact);
    const before = await kept.countBy({ model: 'PostedRequest' });
    const server = hospital.app.getHttpServer() as Server;
    const arriving = once(server, 'connection');
    const client = await connection();
    const [socket] = await arriving;
    const form = new URL(new SmartApp(hospital).authorizationUrl()).search.slice(1);
    const whole =
      postHead('/authorize', { 'content-type': FORM, 'content-length': String(form.length) }) + form;
    client.send(whole.slice(0, 20));
    // What Node does when its time is up.
    server.emit('clientError', Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
    expect(await client.answer()).toMatchObject({ status: 408, headers: { connection: 'close' } });
    client.send(whole.slice(20));
    await client.end();
    expect((await fetch(`${hospital.issuer}/health/live`)).status).toBe(200);
    expect(await kept.countBy({ model: 'PostedRequest' })).toBe(before);
  });

  it('one address that is not a proxy gets at most half of the connections, and another address is still served', async () => {
    proves('FI-40');
    const small = await startHospital({
      configure: (configuration) => {
        configuration.limits = { maxConnections: 8 };
        configuration.listen.trustedProxies = ['192.0.2.1'];
      },
    });
    const held = await Promise.all(Array.from({ length: 8 }, () => RawConnection.open(small.issuer)));
    try {
      const answers = held.map((one) => {
        one.send(INNOCENT);
        return one.answer();
      });
      const statuses = (await Promise.all(answers)).map((answer) => answer?.status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(4);
      held.find((one) => !one.ended)!.hangUp();
      expect(statuses.filter((status) => status === undefined)).toHaveLength(4);
    } finally {
      for (const one of held) one.hangUp();
      await small.close();
    }
  });
});

describe('JSON that is nested too deep is refused before a parser reads it', () => {
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  it.each([
    '/api/v1/accounts',
    '/register',
    '/interaction/x/password',
    '/federation/hospital/backchannel-logout',
  ])('as the body at %s', async (path) => {
    for (const body of [deep(9_000), `${'['.repeat(30_000)}${']'.repeat(30_000)}`, deep(33)]) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(hospital.issuer + path, { method: 'POST', headers, body });
      expect([path, response.status]).toEqual([path, 400]);
      expect(await response.text()).toContain('nested too deep');
    }
  });

  it('as the claims of an authorization request, and the app is told', async () => {
    const app = new SmartApp(hospital);
    for (const levels of [600, 33]) {
      const url = app.authorizationUrl({ claims: `{"userinfo":{"email":${deep(levels)}}}` });
      const response = await fetch(url, { redirect: 'manual' });
      const answer = new URL(response.headers.get('location')!).searchParams;
      expect([answer.get('error'), answer.get('error_description')]).toEqual([
        'invalid_request',
        'claims is nested too deep',
      ]);
    }
  });

  it.each(['/token', '/introspect', '/revoke', '/par'])(
    'as the claims of an assertion at %s',
    async (path) => {
      const part = (text: string) => Buffer.from(text).toString('base64url');
      for (const assertion of [
        `${part('{"alg":"ES384","kid":"x"}')}.${part(deep(5_000))}.x`,
        `${part(deep(5_000))}.${part('{}')}.x`,
      ]) {
        const body = new URLSearchParams({
          client_assertion: assertion,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          grant_type: 'client_credentials',
        });
        const response = await fetch(hospital.issuer + path, { method: 'POST', body });
        expect([path, response.status, await response.json()]).toEqual([
          path,
          400,
          { error: 'invalid_request', error_description: 'a JWT of this request is nested too deep' },
        ]);
      }
    },
  );
});
