import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const ADMIN = { clientId: 'provisioning', clientSecret: 'the-provisioning-scripts-own-secret' };
/** Without this header fetch asks for a fresh answer (Fetch, "HTTP-network-or-cache fetch"). */
const ASKED_AGAIN = { 'cache-control': 'max-age=0' };
let hospital: Hospital;
let token: string;

beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.externalIdentityProviders.identityProvider[0].allowAutoProvision = false;
      configuration.clients.push({
        ...ADMIN,
        clientName: 'Provisioning',
        tokenEndpointAuthMethod: 'client_secret_basic',
        grantTypes: ['client_credentials'],
        scope: '__wardkey/accounts.read __wardkey/accounts.write __wardkey/credentials.write',
      });
    },
  });
  token = await adminToken('__wardkey/accounts.read __wardkey/accounts.write __wardkey/credentials.write');
});
afterAll(() => hospital.close());

async function adminToken(scope: string): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${ADMIN.clientId}:${ADMIN.clientSecret}`).toString('base64')}`;
  const { body } = await new SmartApp(hospital).post(
    '/token',
    { grant_type: 'client_credentials', scope },
    { authorization },
  );
  return body.access_token as string;
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${hospital.issuer}/api/v1/accounts${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : (JSON.parse(text) as Record<string, any>),
  };
}

async function isActive(accessToken: string): Promise<boolean> {
  const { client_id: id, client_secret: secret } = RESOURCE_SERVER;
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const answer = await new SmartApp(hospital).post('/introspect', { token: accessToken }, { authorization });
  return answer.body.active as boolean;
}

describe('an account made beforehand', () => {
  it('is created, found, read, used to sign in, changed, deactivated and deleted', async () => {
    const maria = hospital.identityProvider.people.find(({ username }) => username === 'maria.lindqvist')!;
    const created = await call('POST', '', {
      displayName: 'M. Lindqvist',
      externalId: maria.oid,
      fhirUser: 'Practitioner/maria-lindqvist',
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/api/v1/accounts/${created.body!.id}`);
    const { id } = created.body!;

    const found = await call('GET', `?externalId=${maria.oid}`);
    expect(found.body).toMatchObject({ accounts: [{ id, status: 'active' }], next: null });

    const signedIn = newBrowser();
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { browser: signedIn });
    expect(decodeJwt(tokens.id_token).sub).toBe(id);
    const links = await call('GET', `/${id}/links`);
    expect(links.body!.links).toMatchObject([
      { scheme: 'hospital', issuer: hospital.identityProvider.issuer, linkedBy: 'oid' },
    ]);

    const read = await call('GET', `/${id}`);
    expect(read.body!.displayName).toBe(maria.name);
    const changed = await call(
      'PATCH',
      `/${id}`,
      { email: 'M.Lindqvist@harbour.example' },
      { 'if-match': read.headers.get('etag')! },
    );
    expect(changed).toMatchObject({ status: 200, body: { email: 'M.Lindqvist@harbour.example' } });
    expect((await call('GET', '?email=M.LINDQVIST@Harbour.example')).body!.accounts).toHaveLength(1);

    expect((await call('POST', `/${id}/deactivate`)).body!.status).toBe('deactivated');
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect(await isActive(tokens.access_token)).toBe(false);
    const silently = await signedIn.get(
      new SmartApp(hospital).authorizationUrl({ prompt: 'none', scope: 'openid fhirUser' }),
    );
    expect(new SmartApp(hospital).answer(silently).error).toBe('login_required');
    const browser = newBrowser();
    const refused = await walkThrough(browser, await browser.get(new SmartApp(hospital).authorizationUrl()), {
      username: 'maria.lindqvist',
    });
    expect(refused.text).toContain('switched off');

    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect((await call('GET', `/${id}`)).status).toBe(404);
    const events = await hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .findBy({ accountId: id, clientId: ADMIN.clientId });
    expect(events.map(({ event }) => event).sort()).toEqual([
      'account.changed',
      'account.created',
      'account.deactivated',
      'account.deleted',
    ]);
    expect(events.find(({ event }) => event === 'account.changed')!.trail).toEqual([
      { step: 'account.change', finding: 'email', mark: 'noted' },
    ]);
  });

  it('what a deactivation ended does not come back when the account is activated again', async () => {
    const wei = hospital.identityProvider.people.find(({ username }) => username === 'wei.chen')!;
    const { body: account } = await call('POST', '', { externalId: wei.oid });
    const { app, browser, tokens } = await getTokens(hospital, { username: 'wei.chen' });
    await call('POST', `/${account!.id}/deactivate`);
    await call('POST', `/${account!.id}/activate`);
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
    const silently = new SmartApp(hospital).authorizationUrl({ prompt: 'none', scope: 'openid fhirUser' });
    expect(app.answer(await browser.get(silently)).error).toBe('login_required');
    expect(await isActive(tokens.access_token)).toBe(false);
    const again = await getTokens(hospital, { username: 'wei.chen' });
    expect((await again.app.refresh(again.tokens.refresh_token)).status).toBe(200);
    await call('DELETE', `/${account!.id}`);
  });

  it('removing a link ends the access that came from this identity', async () => {
    const wei = hospital.identityProvider.people.find(({ username }) => username === 'wei.chen')!;
    const { body: account } = await call('POST', '', { externalId: wei.oid });
    const { app, tokens } = await getTokens(hospital, { username: 'wei.chen' });
    const { body: list } = await call('GET', `/${account!.id}/links`);
    await call('DELETE', `/${account!.id}/links/${list!.links[0].id}`);
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect(await isActive(tokens.access_token)).toBe(false);
    await call('DELETE', `/${account!.id}`);
  });

  it('a sign-in without new facts changes the ETag, but does not prevent a change (RFC 9110 section 8.8.1)', async () => {
    const wei = hospital.identityProvider.people.find(({ username }) => username === 'wei.chen')!;
    const { body } = await call('POST', '', { externalId: wei.oid });
    await getTokens(hospital, { username: 'wei.chen' });
    await getTokens(hospital, { username: 'wei.chen' });
    const path = `/${body!.id}`;
    const before = await call('GET', path);
    const etag = before.headers.get('etag')!;
    const unchanged = () => call('GET', path, undefined, { 'if-none-match': etag, ...ASKED_AGAIN });
    expect((await unchanged()).status).toBe(304);
    // The database as it is after a sign-in one minute later.
    const rows = hospital.app.get(DataSource).getRepository(Account);
    await rows.increment({ id: body!.id }, 'lastSignInAt', 60);
    const after = await unchanged();
    expect(after.status).toBe(200);
    expect(after.body!.lastSignInAt).not.toBe(before.body!.lastSignInAt);
    expect(after.headers.get('etag')).not.toBe(etag);
    const changed = await call('PATCH', path, { displayName: 'Wei' }, { 'if-match': etag });
    expect(changed.status).toBe(200);
    const again = await call('PATCH', path, { displayName: 'Other' }, { 'if-match': etag });
    expect(again.status).toBe(412);
  });

  it('permission to use the password is part of the account: it changes the ETag, and no change of it is lost', async () => {
    const { body, headers } = await call('POST', '', { displayName: 'Local' });
    const first = headers.get('etag')!;
    const set = (localLogin: string, condition: string) =>
      call('PUT', `/${body!.id}/local-login`, { localLogin }, { 'if-match': condition });
    expect((await set('enabled', first)).headers.get('etag')).toBe(first);
    await hospital.app.get(CredentialStore).setLocalLogin(body!.id, 'disabled');
    expect((await set('enabled', first)).status).toBe(412);
    const second = (await call('GET', `/${body!.id}`)).headers.get('etag')!;
    const done = await set('enabled', second);
    expect(done.status).toBe(200);
    expect(done.headers.get('etag')).not.toBe(second);
    expect((await call('GET', `/${body!.id}`)).headers.get('etag')).toBe(done.headers.get('etag'));
  });

  it('only answers that were read have an ETag', async () => {
    const { body } = await call('POST', '', { displayName: 'Tagged' });
    const tagOf = async (...asked: Parameters<typeof call>) => (await call(...asked)).headers.get('etag');
    expect(await tagOf('GET', '/nobody')).toBeNull();
    expect(await tagOf('GET', '?limit=x')).toBeNull();
    expect(await tagOf('POST', `/${body!.id}/invitations`)).toBeNull();
    for (const path of ['?limit=1', `/${body!.id}/links`]) {
      const etag = (await tagOf('GET', path))!;
      expect(etag).toMatch(/^W\/"/);
      expect((await call('GET', path, undefined, { 'if-none-match': etag, ...ASKED_AGAIN })).status).toBe(
        304,
      );
    }
  });

  it('fhirUser can be set and cleared, and a link can be removed', async () => {
    const james = hospital.identityProvider.people.find(({ username }) => username === 'james.okafor')!;
    const { body } = await call('POST', '', { externalId: james.oid });
    expect(
      (await call('PUT', `/${body!.id}/fhir-user`, { fhirUser: 'Practitioner/wei-chen' })).body!.fhirUser,
    ).toBe('Practitioner/wei-chen');
    const { tokens } = await getTokens(hospital, { username: 'james.okafor' });
    expect(decodeJwt(tokens.id_token).fhirUser).toMatch(/Practitioner\/wei-chen$/);
    expect((await call('DELETE', `/${body!.id}/fhir-user`)).status).toBe(204);
    const [link] = (await call('GET', `/${body!.id}/links`)).body!.links;
    expect((await call('DELETE', `/${body!.id}/links/${link.id}`)).status).toBe(204);
    expect((await call('GET', `/${body!.id}/links`)).body!.links).toEqual([]);
  });

  it('a page begins where the previous page ended', async () => {
    for (let i = 0; i < 5; i += 1) await call('POST', '', { displayName: `Page test ${i}` });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: any = await call('GET', `?q=page test&limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      expect(page.body.accounts.length).toBeLessThanOrEqual(2);
      seen.push(...page.body.accounts.map(({ displayName }: any) => displayName));
      cursor = page.body.next;
    } while (cursor);
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4].map((i) => `Page test ${i}`));
  });
});

describe('which callers are permitted', () => {
  it.each([
    ['a caller without a token is not', undefined, 401, undefined],
    ['a caller with a made-up token is not', 'Bearer nonsense', 401, 'invalid_token'],
    ['a caller with another scheme is not', 'Basic eDp5', 401, 'invalid_token'],
  ])('%s', async (_what, authorization, status, error) => {
    const response = await fetch(`${hospital.issuer}/api/v1/accounts`, {
      headers: authorization ? { authorization } : {},
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const challenge = response.headers.get('www-authenticate')!;
    expect(challenge).toMatch(/^Bearer/);
    if (error) expect(challenge).toContain(`error="${error}"`);
    else expect(challenge).not.toContain('error');
  });

  it('a token with the scope to read may not write', async () => {
    proves('TM-44');
    const readOnly = await adminToken('__wardkey/accounts.read');
    const headers = { authorization: `Bearer ${readOnly}` };
    expect((await call('GET', '', undefined, headers)).status).toBe(200);
    const refused = await call('POST', '', { displayName: 'x' }, headers);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('insufficient_scope');
  });

  it('a token for a FHIR server is refused', async () => {
    proves('TM-32');
    const amara = hospital.identityProvider.people.find(({ username }) => username === 'amara.diallo')!;
    await call('POST', '', { externalId: amara.oid });
    const { tokens } = await getTokens(hospital, { username: 'amara.diallo' });
    expect(
      (await call('GET', '', undefined, { authorization: `Bearer ${tokens.access_token}` })).status,
    ).toBe(401);
  });

  it('a client gets no token with a scope that its registration does not name', async () => {
    const authorization = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;
    const { body } = await new SmartApp(hospital).post(
      '/token',
      { grant_type: 'client_credentials', scope: '__wardkey/accounts.read' },
      { authorization },
    );
    expect(body.error).toBe('invalid_scope');
  });

  it('a revoked token is refused', async () => {
    const own = await adminToken('__wardkey/accounts.read');
    const authorization = `Basic ${Buffer.from(`${ADMIN.clientId}:${ADMIN.clientSecret}`).toString('base64')}`;
    await new SmartApp(hospital).post('/revoke', { token: own }, { authorization });
    expect((await call('GET', '', undefined, { authorization: `Bearer ${own}` })).status).toBe(401);
  });
});

describe('a wrong request names its problem and changes nothing', () => {
  it.each<[string, unknown, string]>([
    ['an unknown member', { displayName: 'x', isAdmin: true }, 'isAdmin'],
    ['a version', { version: 9 }, 'version'],
    ['an id', { id: 'mine' }, 'id'],
    ['an e-mail address that is not valid', { email: 'nobody' }, 'email'],
    ['an object in place of text', { displayName: { $ne: 1 } }, 'displayName'],
    ['a number in place of text', { displayName: 5 }, 'displayName'],
    ['a fhirUser that is not a person', { fhirUser: 'Observation/1' }, 'fhirUser'],
    ['a fhirUser on another server', { fhirUser: 'https://evil.test/Practitioner/1' }, 'fhirUser'],
    [
      'an identity provider that is not configured',
      { externalId: 'x', externalIdScheme: 'other' },
      'externalIdScheme',
    ],
    ['an e-mail address that is never compared', { email: '"a b"@harbour.example' }, 'email'],
    ['a fhirUser with a path upwards', { fhirUser: 'Practitioner/../Patient/1' }, 'fhirUser'],
    ['a zero character', { displayName: 'a\u0000b' }, 'displayName'],
    ['half a character', { externalId: 'a\ud800' }, 'externalId'],
  ])('%s', async (_what, body, field) => {
    proves('BI-119');
    const { status, body: problem, headers } = await call('POST', '', body);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(problem!.errors).toEqual([expect.objectContaining({ field })]);
  });

  it('also when an account is changed, or its fhirUser is set', async () => {
    proves('BI-119');
    const { body, headers } = await call('POST', '', { displayName: 'before' });
    const ifMatch = { 'if-match': headers.get('etag')! };
    const foreign = { fhirUser: 'https://evil.test/Practitioner/1' };
    const answers = [
      await call('PATCH', `/${body!.id}`, { displayName: 'after', ...foreign }, ifMatch),
      await call('PUT', `/${body!.id}/fhir-user`, foreign),
    ];
    const nothing = await call('PATCH', `/${body!.id}`, { status: null }, ifMatch);
    expect(nothing).toMatchObject({ status: 400, body: { errors: [{ field: 'status' }] } });
    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(answer.body!.errors).toEqual([expect.objectContaining({ field: 'fhirUser' })]);
    }
    expect((await call('GET', `/${body!.id}`)).body).toEqual(body);
  });

  it('but a fhirUser on the configured server may be absolute', async () => {
    const fhirUser = `${hospital.fhirServer.baseUrl}/Practitioner/wei-chen`;
    expect(await call('POST', '', { fhirUser })).toMatchObject({ status: 201, body: { fhirUser } });
  });

  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['text', '"x"'],
    ['broken JSON', '{"a":'],
    ['65 KiB', JSON.stringify({ displayName: 'x'.repeat(66_000) })],
    ['__proto__', '{"__proto__": {"status": "deactivated"}}'],
  ])('a body of %s', async (_what, body) => {
    proves('BI-119');
    const { status } = await call('POST', '', body);
    expect([400, 413]).toContain(status);
  });

  it('an e-mail address of another account, also in another case', async () => {
    await call('POST', '', { email: 'shared@harbour.example' });
    const { status, body } = await call('POST', '', { email: 'Shared@HARBOUR.example' });
    expect({ status, errors: body!.errors }).toEqual({
      status: 409,
      errors: [{ field: 'email', message: 'is the address of another account' }],
    });
  });

  it('a change without If-Match is answered 428, and with an old ETag 412', async () => {
    proves('BI-122');
    const { body, headers } = await call('POST', '', { displayName: 'before' });
    expect((await call('PATCH', `/${body!.id}`, { displayName: 'after' })).status).toBe(428);
    const etag = headers.get('etag')!;
    expect((await call('PATCH', `/${body!.id}`, { displayName: 'first' }, { 'if-match': etag })).status).toBe(
      200,
    );
    expect(
      (await call('PATCH', `/${body!.id}`, { displayName: 'second' }, { 'if-match': etag })).status,
    ).toBe(412);
    expect((await call('GET', `/${body!.id}`)).body!.displayName).toBe('first');
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=abc',
    'cursor=forged',
    'email=nobody',
    'sort=status',
    'status=any',
  ])('the query %s', async (query) => {
    proves('BI-121');
    expect((await call('GET', `?${query}`)).status).toBe(400);
  });

  it.each(['/a%00b', '?q=%00', '?externalId=a%00'])(
    'a NUL character in the path or query is refused: %s',
    async (address) => {
      proves('BI-120 BI-121');
      const { status, body } = await call('GET', address);
      expect([status, body]).toMatchObject([400, { title: expect.any(String) }]);
    },
  );

  it.each(['0', '-1', 'undefined', '%00', 'x'.repeat(500), '{"$ne":1}', "' OR 1=1"])(
    'the id %s is unknown',
    async (id) => {
      proves('BI-120');
      expect((await call('GET', `/${encodeURIComponent(id)}`)).status).toBe(404);
    },
  );

  it('wildcards in a search are ordinary characters', async () => {
    proves('BI-121');
    expect((await call('GET', '?q=%25')).body!.accounts).toEqual([]);
  });
});
