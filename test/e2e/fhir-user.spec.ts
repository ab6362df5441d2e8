import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import { DataSource } from 'typeorm';
import { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { type Hospital, type HospitalOptions, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

let hospital: Hospital;
const start = async (options: HospitalOptions = {}) => (hospital = await startHospital(options));
const scriptedServers: Server[] = [];
afterEach(async () => {
  for (const server of scriptedServers.splice(0))
    await new Promise((done) => server.close(done).closeAllConnections());
  await hospital.close();
});

const people = () =>
  hospital.fhirServer.requests.filter(({ url }) => /\/(Practitioner|Patient)\?identifier=/.test(url));
const practitioner = (more: object) => ({
  resourceType: 'Practitioner' as const,
  id: 'maria-lindqvist',
  identifier: [{ system: 'https://harbour.example/person-number', value: 'S10234' }],
  ...more,
});
/** Wardkey with a scripted server in place of the hospital's. */
const startAt = (server: ScriptedFhirServer, settings: object = {}) =>
  start({
    configure: (configuration) =>
      (configuration.fhirServers = [{ name: 'records', baseUrl: server.baseUrl, ...settings }]),
  });
/** The reasons of the refused logins, from the audit log. */
const refusals = async () => {
  const events = hospital.app.get(DataSource).getRepository(AuditEvent);
  return (await events.findBy({ event: 'login.refused' })).map(({ reason }) => reason);
};
/** Changes the time of the last sign-in to this long ago. */
const age = (hours: number) =>
  hospital.app
    .get(DataSource)
    .getRepository(AccountFhirUser)
    .createQueryBuilder()
    .update()
    .set({ resolvedAt: Math.floor(Date.now() / 1000) - hours * 3600 })
    .where('1 = 1')
    .execute();

describe('one search serves parallel sign-ins', () => {
  it('twenty parallel logins of one person make one search per resource type', async () => {
    await start();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => getTokens(hospital, { username: 'maria.lindqvist' })),
    );
    expect(new Set(answers.map(({ tokens }) => decodeJwt(tokens.id_token).sub)).size).toBe(1);
    expect(people()).toHaveLength(2);
  });
});

describe('the check whether a person is still there', () => {
  it('is made again at a refresh after the time of the settings, and the refresh succeeds while the person is there', async () => {
    proves('TM-21');
    await start();
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const reads = () =>
      hospital.fhirServer.requests.filter(({ url }) => url.endsWith('/Practitioner/maria-lindqvist')).length;
    const before = reads();
    const first = await app.refresh(tokens.refresh_token);
    expect([first.status, reads() - before]).toEqual([200, 0]);
    await age(25);
    const second = await app.refresh(first.body.refresh_token);
    expect([second.status, reads() - before]).toEqual([200, 1]);
    const third = await app.refresh(second.body.refresh_token);
    expect([third.status, reads() - before]).toEqual([200, 1]);
  });

  it('ends the grant at a refresh when the person has left', async () => {
    proves('TM-21');
    await start();
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    await age(25);
    await hospital.fhirServer.put(practitioner({ active: false }));
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
    // The grant stays ended when the person comes back.
    await hospital.fhirServer.put(practitioner({ active: true }));
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
    const [event] = await hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .findBy({ event: 'fhir_user.ended' });
    expect(event).toMatchObject({ reason: 'fhir_user_inactive' });
  });

  it('tells a refresh to come back later while the FHIR server does not answer, and the refresh succeeds then', async () => {
    await start();
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    await age(25);
    hospital.fhirServer.setFault({ status: 500 });
    const unavailable = await app.refresh(tokens.refresh_token);
    expect([unavailable.status, unavailable.body.error]).toEqual([503, 'temporarily_unavailable']);
    hospital.fhirServer.setFault();
    expect((await app.refresh(tokens.refresh_token)).status).toBe(200);
  });

  it('refuses a sign-in whose claim names an inactive person', async () => {
    await start();
    await hospital.fhirServer.put({ ...practitioner({ active: false }), id: 'amara-diallo' });
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(new SmartApp(hospital).authorizationUrl()), {
      username: 'amara.diallo',
    });
    expect([page.status, page.text.includes('We could not find your record')]).toEqual([403, true]);
  });
});

describe('while the FHIR server does not answer', () => {
  proves('FI-29');
  const signInDown = async () => {
    hospital.fhirServer.setFault({ status: 503 });
    const browser = newBrowser();
    const page = await browser.get(
      new SmartApp(hospital).authorizationUrl({ scope: 'openid fhirUser user/Patient.rs' }),
    );
    return walkThrough(browser, page, { username: 'maria.lindqvist' });
  };

  it.each<[string, object, number, 'app' | 'page']>([
    ['refuse', {}, 0, 'page'],
    ['keepKnown, fresh', { whenUnavailable: 'keepKnown' }, 23, 'app'],
    ['keepKnown, too old', { whenUnavailable: 'keepKnown' }, 25, 'page'],
    ['keepKnown, other age', { whenUnavailable: 'keepKnown', keepKnownHours: 2 }, 3, 'page'],
  ])('%s', async (_what, fhirUser, hours, ends) => {
    await start({
      configure: (configuration) => (configuration.fhirUser = { lookupCacheSeconds: 0, ...fhirUser }),
    });
    await getTokens(hospital, { username: 'maria.lindqvist' });
    await age(hours);
    const page = await signInDown();
    expect(page.status === 0 ? 'app' : 'page').toBe(ends);
    if (ends === 'page') expect(page.text).toContain('This is not about your access');
  });

  it.each<[string, object]>([
    proves('FI-30', ['nests ten thousand deep', { status: 200, body: `${'['.repeat(10_000)}` }]),
    proves('FI-31', [
      'begins with a byte order mark',
      { status: 200, body: '\uFEFF{"resourceType":"Bundle","type":"searchset"}' },
    ]),
    proves('FI-31', [
      'is HTML with status 200',
      { status: 200, body: '<html>', contentType: 'application/fhir+json' },
    ]),
    proves('BI-76', [
      'is an OperationOutcome',
      { status: 200, body: '{"resourceType":"OperationOutcome","issue":[]}' },
    ]),
    proves('BI-76', ['is 410', { status: 410, body: '' }]),
  ])('an answer that %s is a failure, and not "no resource found"', async (_what, fault) => {
    await start();
    hospital.fhirServer.setFault(fault);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(new SmartApp(hospital).authorizationUrl()), {
      username: 'maria.lindqvist',
    });
    expect([page.status, page.text.includes('This is not about your access')]).toEqual([503, true]);
  });

  it('when the token endpoint of the FHIR server’s own authorization server is down, the FHIR server counts as down', async () => {
    proves('FI-33');
    const server = await scriptedFhirServer({ tokenStatus: 500 });
    const tokenEndpoint = `${new URL(server.baseUrl).origin}/token`;
    await startAt(server, {
      authorization: { tokenEndpoint, clientId: 'lookup', clientSecret: 'lookups-secret' },
    });
    expect(await signInAt(server.baseUrl)).toBeUndefined();
    expect(await refusals()).toEqual(['fhir_server_unavailable']);
  });

  it('the same resource on two pages is one person', async () => {
    proves('FI-32');
    const server = await scriptedFhirServer({ next: '?page=2', second: 'scripted' });
    await startAt(server);
    expect(await signInAt(server.baseUrl)).toBe(`${server.baseUrl}/Practitioner/scripted`);
  });

  it('keepKnown does not help a person who was never found', async () => {
    await start({
      configure: (configuration) => (configuration.fhirUser = { whenUnavailable: 'keepKnown' }),
    });
    expect((await signInDown()).status).toBe(503);
  });

  it('a FHIR server that keeps failing gets no requests for a while', async () => {
    await start({ configure: (configuration) => (configuration.fhirUser = { lookupCacheSeconds: 0 }) });
    await Promise.all(Array.from({ length: 6 }, signInDown));
    const asked = hospital.fhirServer.requests.length;
    expect((await signInDown()).status).toBe(503);
    expect(hospital.fhirServer.requests.length).toBe(asked);
  });
});

describe('the requests to a FHIR server', () => {
  it('have the release R3 when the server says so and refuses other versions', async () => {
    await start({ fhirServer: { fhirRelease: 'R3' } });
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(decodeJwt(tokens.id_token).fhirUser).toBe(
      `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`,
    );
    expect(people().map(({ status }) => status)).toEqual([200, 200]);
  });

  it('fail when a server of R3 is configured as R4, and no person can sign in', async () => {
    await start({
      fhirServer: { fhirRelease: 'R3' },
      configure: (configuration) => (configuration.fhirServers[0].fhirVersion = 'R4'),
    });
    expect(await signInAt(hospital.fhirServer.baseUrl)).toBeUndefined();
    expect(new Set(people().map(({ status }) => status))).toEqual(new Set([406]));
  });

  it.each([
    ['R4, read from the server', undefined, 'application/fhir+json; fhirVersion=4.0'],
    ['R4, configured', 'R4', 'application/fhir+json; fhirVersion=4.0'],
    ['R3, configured', '3.0.2', 'application/fhir+json; fhirVersion=3.0'],
  ])('%s', async (_what, fhirVersion, accept) => {
    const server = await scriptedFhirServer({ fhirVersion: '4.0.1' });
    await startAt(server, { fhirVersion });
    await signInAt(server.baseUrl);
    expect(server.seen.filter(({ url }) => url.startsWith('/r/Practitioner?'))).toEqual([
      expect.objectContaining({ accept, scope: 'system/Practitioner.rs system/Patient.rs' }),
    ]);
  });

  it('have a short token of this server, with version 1 scopes when the settings say so', async () => {
    const server = await scriptedFhirServer({});
    await startAt(server, { scopeSyntax: 'v1' });
    await signInAt(server.baseUrl);
    const { token } = server.seen.find(({ url }) => url.startsWith('/r/Practitioner?'))!;
    const claims = decodeJwt(token!);
    expect(claims).toMatchObject({
      iss: hospital.issuer,
      sub: 'wardkey-internal-fhir-lookup',
      client_id: 'wardkey-internal-fhir-lookup',
      aud: server.baseUrl,
      scope: 'system/Practitioner.read system/Patient.read',
      jti: expect.any(String),
    });
    expect(claims.exp! - claims.iat!).toBeLessThanOrEqual(300);
    expect(
      server.seen.filter(({ url }) => url.endsWith('/metadata')).every((one) => one.token === undefined),
    ).toBe(true);
  });

  it('have a token of the other authorization server when the FHIR server has one', async () => {
    const server = await scriptedFhirServer({});
    const tokenEndpoint = `${new URL(server.baseUrl).origin}/token`;
    await startAt(server, {
      authorization: { tokenEndpoint, clientId: 'lookup', clientSecret: 'lookups-secret' },
    });
    await signInAt(server.baseUrl);
    expect(server.seen.find(({ url }) => url.startsWith('/r/Practitioner?'))!.token).toBe('their-token');
    expect(server.tokenRequests).toEqual([
      { grant_type: 'client_credentials', scope: 'system/Practitioner.rs system/Patient.rs' },
    ]);
  });

  it('authenticate there with a private key when the settings have one', async () => {
    const { privateKey } = await generateKeyPair('ES384', { extractable: true });
    const clientPrivateKey = JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'lookup-1' });
    const server = await scriptedFhirServer({});
    const tokenEndpoint = `${new URL(server.baseUrl).origin}/token`;
    await startAt(server, {
      authorization: { tokenEndpoint, clientId: 'lookup', clientPrivateKey, scope: 'system/*.rs' },
    });
    await signInAt(server.baseUrl);
    const [request] = server.tokenRequests;
    expect(request).toMatchObject({
      grant_type: 'client_credentials',
      scope: 'system/*.rs',
      client_id: 'lookup',
    });
    expect(decodeJwt(request!.client_assertion!)).toMatchObject({
      iss: 'lookup',
      sub: 'lookup',
      aud: tokenEndpoint,
    });
    expect(decodeProtectedHeader(request!.client_assertion!)).toEqual({
      alg: 'ES384',
      typ: 'JWT',
      kid: 'lookup-1',
    });
  });

  it('use $fhirUser-lookup when the server offers it', async () => {
    const server = await scriptedFhirServer({ operation: 'fhirUser-lookup' });
    await startAt(server);
    const fhirUser = await signInAt(server.baseUrl);
    expect(fhirUser).toBe(`${server.baseUrl}/Practitioner/from-operation`);
    const [asked] = server.seen.filter(({ url }) => url === '/r/$fhirUser-lookup');
    expect(JSON.parse(asked!.body)).toEqual({
      resourceType: 'Parameters',
      parameter: [{ name: 'identifier', valueString: 'https://harbour.example/person-number|S10234' }],
    });
    expect(server.seen.some(({ url }) => url.includes('Practitioner?'))).toBe(false);
  });

  it('do not follow a next page on another host', async () => {
    proves('BI-73');
    const server = await scriptedFhirServer({ next: 'http://127.0.0.1:9/stolen' });
    await startAt(server);
    expect(await signInAt(server.baseUrl)).toBeUndefined();
    expect(await refusals()).toEqual(['fhir_server_unavailable']);
  });

  it('also count a match on the second page', async () => {
    const server = await scriptedFhirServer({ next: '?page=2', second: 'somebody-else' });
    await startAt(server);
    expect(await signInAt(server.baseUrl)).toBeUndefined();
    expect(await refusals()).toEqual(['several_fhir_users']);
  });
});

it('only type and id are kept of a resource full of personal data', async () => {
  proves('BI-79 PV-4');
  await start();
  const birthDate = '1971-02-03';
  await hospital.fhirServer.put({
    ...practitioner({
      birthDate,
      address: [{ line: ['Harbour Street 12'] }],
      telecom: [{ system: 'phone', value: '555 0199' }],
    }),
  });
  await getTokens(hospital, { username: 'maria.lindqvist' });
  const database = hospital.app.get(DataSource);
  for (const { tableName } of database.entityMetadatas) {
    const rows = JSON.stringify(await database.query(`SELECT * FROM ${tableName}`));
    for (const personal of [birthDate, 'Harbour Street', '555 0199']) expect(rows).not.toContain(personal);
  }
});

it('digits of another script are other characters: they match no number in ASCII', async () => {
  proves('BI-64');
  await start();
  const person = hospital.identityProvider.people.find(({ username }) => username === 'maria.lindqvist')!;
  hospital.identityProvider.setTamper({
    idToken: (claims, sign) => sign({ ...claims, employeeid: person.employeeid.replace('1', '\u0661') }),
  });
  const browser = newBrowser();
  const page = await walkThrough(browser, await browser.get(new SmartApp(hospital).authorizationUrl()), {
    username: 'maria.lindqvist',
  });
  expect(page.text).toContain('We could not find your record');
});

it('when the FHIR server fails at the picker, the same page can be tried again', async () => {
  proves('FI-29');
  await start();
  const browser = newBrowser();
  const idp = await browser.get(new SmartApp(hospital).authorizationUrl());
  await browser.submit(idp, { button: 'maria.lindqvist' });
  hospital.fhirServer.setFault({ status: 500 });
  const down = await browser.get(new SmartApp(hospital).authorizationUrl());
  expect([down.status, down.text.includes('This is not about your access')]).toEqual([503, true]);
  hospital.fhirServer.setFault();
  expect((await browser.click(down, 'Try again')).h1).toBe('Choose a patient');
});

describe('several FHIR servers', () => {
  it('the resource of a person on the next server is searched when an app asks for that server', async () => {
    const other = await scriptedFhirServer({});
    await start({
      configure: (configuration) =>
        configuration.fhirServers.push({ name: 'archive', baseUrl: other.baseUrl, default: true }),
    });
    const { browser, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(decodeJwt(tokens.id_token).fhirUser).toBe(
      `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`,
    );
    const parameters = { aud: other.baseUrl, scope: 'openid fhirUser user/Patient.rs' };
    const second = await getTokens(hospital, { username: 'maria.lindqvist' }, { browser, parameters });
    expect(decodeJwt(second.tokens.id_token)).toMatchObject({
      sub: decodeJwt(tokens.id_token).sub,
      fhirUser: `${other.baseUrl}/Practitioner/scripted`,
    });
    expect(decodeJwt(second.tokens.access_token).aud).toBe(other.baseUrl);
  });
});

describe('what apps receive', () => {
  it.each([
    ['absolute', {}, (base: string) => ({ fhirUser: `${base}/Practitioner/maria-lindqvist` })],
    ['relative', { fhirUserForm: 'relative' }, () => ({ fhirUser: 'Practitioner/maria-lindqvist' })],
    [
      'as profile too, as in version 1.0',
      { legacyProfileClaim: true },
      (base: string) => ({ profile: `${base}/Practitioner/maria-lindqvist` }),
    ],
  ])('fhirUser %s', async (_what, settings, expected) => {
    await start({ configure: (configuration) => Object.assign(configuration.clients[0], settings) });
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(decodeJwt(tokens.id_token)).toMatchObject(expected(hospital.fhirServer.baseUrl));
  });

  it('precedence: a search before the claim, when the settings say so', async () => {
    await start({
      configure: (configuration) => (configuration.fhirUser = { precedence: ['lookup', 'claim', 'account'] }),
    });
    const { tokens } = await getTokens(hospital, { username: 'amara.diallo' });
    expect(decodeJwt(tokens.id_token).fhirUser).toMatch(/amara-diallo$/);
    expect(people().length).toBeGreaterThan(0);
  });
});

/**
 * Signs Maria in for a scripted server, which has no patients.
 * @returns her fhirUser, or undefined when she is refused
 */
async function signInAt(baseUrl: string): Promise<unknown> {
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  const start = await browser.get(
    app.authorizationUrl({ aud: baseUrl, scope: 'openid fhirUser user/Patient.rs' }),
  );
  const page = await walkThrough(browser, start, { username: 'maria.lindqvist' });
  if (page.status !== 0) return undefined;
  return decodeJwt((await app.redeem(app.answer(page).code!)).body.id_token).fhirUser;
}

interface ScriptedFhirServer {
  baseUrl: string;
  seen: Array<{ url: string; accept?: string; token?: string; scope?: unknown; body: string }>;
  tokenRequests: Array<Record<string, string>>;
}

/** A small FHIR server whose answers have the shapes of a real one. It does what the stand-in has no switch for. */
async function scriptedFhirServer(script: {
  fhirVersion?: string;
  operation?: string;
  next?: string;
  second?: string;
  tokenStatus?: number;
}): Promise<ScriptedFhirServer> {
  const seen: ScriptedFhirServer['seen'] = [];
  const tokenRequests: Array<Record<string, string>> = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const url = request.url ?? '';
      const reply = (resource: object) =>
        response.setHeader('content-type', 'application/fhir+json').end(JSON.stringify(resource));
      if (url === '/token') {
        if (script.tokenStatus) return response.writeHead(script.tokenStatus).end();
        tokenRequests.push(Object.fromEntries(new URLSearchParams(body)));
        return reply({ access_token: 'their-token', token_type: 'Bearer', expires_in: 300 });
      }
      const token = request.headers.authorization?.slice('Bearer '.length);
      const scope = token?.includes('.') ? decodeJwt(token).scope : undefined;
      seen.push({ url, accept: request.headers.accept, token, scope, body });
      const person = (id: string) => ({
        resource: {
          resourceType: 'Practitioner',
          id,
          identifier: [{ system: 'https://harbour.example/person-number', value: 'S10234' }],
        },
        search: { mode: 'match' },
      });
      if (url.endsWith('/metadata')) {
        const rest = script.operation
          ? [{ mode: 'server', operation: [{ name: script.operation, definition: 'x' }] }]
          : [];
        return reply({
          resourceType: 'CapabilityStatement',
          fhirVersion: script.fhirVersion ?? '4.0.1',
          rest,
        });
      }
      if (url.startsWith('/r/$')) return reply({ ...person('from-operation').resource });
      if (url.startsWith('/r?page=2'))
        return reply({
          resourceType: 'Bundle',
          type: 'searchset',
          entry: script.second ? [person(script.second)] : [],
        });
      const entry = url.startsWith('/r/Practitioner') ? [person('scripted')] : [];
      const link =
        script.next && entry.length > 0
          ? [
              {
                relation: 'next',
                url: script.next.startsWith('?') ? `${baseUrl}${script.next}` : script.next,
              },
            ]
          : [];
      return reply({ resourceType: 'Bundle', type: 'searchset', entry, link });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/r`;
  scriptedServers.push(server);
  return { baseUrl, seen, tokenRequests };
}
