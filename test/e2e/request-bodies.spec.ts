import { gzipSync } from 'node:zlib';
import { DataSource } from 'typeorm';
import { OidcArtifact } from '#src/authorization-server/storage/artifact.entity.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { chunk, postHead, RawConnection } from '../support/raw-http.js';
import { SmartApp } from '../support/smart-app.js';

const FORM = 'application/x-www-form-urlencoded';
const INNOCENT = 'GET /health/live HTTP/1.1\r\nhost: wardkey.test\r\n\r\n';
const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;

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

describe('a form that is cut off is never used', () => {
  const kept = () =>
    hospital.app.get(DataSource).getRepository(OidcArtifact).countBy({ model: 'PostedRequest' });
  const form = () => new URL(new SmartApp(hospital).authorizationUrl()).search.slice(1);

  it.each([
    ['when the client closes the connection', (client: RawConnection) => client.hangUp()],
    ['when the client says that it has finished', (client: RawConnection) => client.finish()],
  ])('%s', async (_what, leave) => {
    const before = await kept();
    const text = form();
    for (const head of [
      postHead('/authorize', { 'content-type': FORM, 'content-length': String(text.length + 10) }) + text,
      postHead('/authorize', { 'content-type': FORM, 'transfer-encoding': 'chunked' }) + chunk(text),
    ]) {
      const client = await connection();
      client.send(head);
      // When this is answered, the earlier text was read: the server reads connections in the order in which they
      // send.
      expect((await fetch(`${hospital.issuer}/health/live`)).status).toBe(200);
      leave(client);
      await client.end();
      expect((await fetch(`${hospital.issuer}/health/live`)).status).toBe(200);
    }
    expect(await kept()).toBe(before);
  });

  it('but a complete form that comes in pieces is used, once', async () => {
    const client = await connection();
    const body = 'token=nothing';
    client.send(
      postHead('/introspect', {
        authorization: BASIC,
        'content-type': FORM,
        'content-length': String(body.length),
        expect: '100-continue',
      }),
    );
    expect((await client.answer())?.status).toBe(100);
    for (const letter of body) client.send(letter);
    expect(await client.answer()).toMatchObject({ status: 200 });
    client.send(INNOCENT);
    expect(await client.answer()).toMatchObject({ status: 200 });
  });
});

describe('a body that is not a form (RFC 9110 section 15.5.16)', () => {
  it.each(['/logout', '/logout/confirm'])('is refused at %s', async (path) => {
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=b', '']) {
      const response = await fetch(hospital.issuer + path, {
        method: 'POST',
        headers: type === '' ? {} : { 'content-type': type },
        body: Buffer.from('client_id=chart'),
      });
      expect([type, response.status, response.headers.get('accept')]).toEqual([
        type,
        415,
        'application/x-www-form-urlencoded',
      ]);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    }
  });

  it('is refused when its type only begins like that of a form', async () => {
    const response = await fetch(`${hospital.issuer}/logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded-x' },
      body: 'a=b',
    });
    expect(response.status).toBe(415);
  });

  it('HEAD of an authorization request is read as GET is', async () => {
    // The engine alone would refuse this spelling.
    const at = new SmartApp(hospital).authorizationUrl({
      scope: ' openid  launch/patient patient/Patient.rs',
    });
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await fetch(at, { method, redirect: 'manual' });
      expect([method, status, headers.get('location')]).toEqual([
        method,
        303,
        expect.stringMatching(/\/interaction\//),
      ]);
    }
  });

  it('a request without a body is accepted', async () => {
    expect((await fetch(`${hospital.issuer}/logout`, { method: 'POST' })).status).toBe(200);
  });

  it.each(['/authorize', '/logout', '/token', '/introspect', '/revoke', '/par', '/userinfo'])(
    'a compressed body is refused at %s',
    async (path) => {
      const response = await fetch(hospital.issuer + path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
        body: gzipSync('client_id=chart'),
      });
      expect([response.status, response.headers.get('accept-encoding')]).toEqual([415, 'identity']);
      const said = 'The content encoding of the request body is not supported';
      expect(await response.json()).toMatchObject(
        /authorize|logout/.test(path)
          ? { status: 415, title: said }
          : { error: 'invalid_request', error_description: expect.stringContaining(said) },
      );
    },
  );
});

describe('requests that are too deep or too long', () => {
  it('a logout token with deeply nested claims is refused', async () => {
    const part = (text: string) => Buffer.from(text).toString('base64url');
    const body = new URLSearchParams({
      logout_token: `${part('{"alg":"RS256"}')}.${part(`${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}`)}.x`,
    });
    const url = `${hospital.issuer}/federation/hospital/backchannel-logout`;
    const response = await fetch(url, { method: 'POST', body });
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
      400,
      'invalid_request',
    ]);
  });

  it('the browser is never sent to an unregistered redirect URI, whatever else is wrong', async () => {
    const asked = new SmartApp(hospital).authorizationUrl({
      state: 'x'.repeat(5_000),
      redirect_uri: 'https://evil.example/',
    });
    const answer = await fetch(asked, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });
});
