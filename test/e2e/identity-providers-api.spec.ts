import { DataSource } from 'typeorm';
import { AuditSearch } from '#src/audit/audit-search.js';
import { Clock } from '#src/clock/clock.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { type Administrator, administrator } from '../support/administrator.js';
import { API_CLIENT, apiCaller, apiClientEntry, apiToken, EVERY_API_SCOPE } from '../support/api-client.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';
import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

let hospital: Hospital;
let clinic: ScriptedProvider;
let call: ReturnType<typeof apiCaller>;
const SECRET = 'a-secret-of-the-clinic-only';
const ANY = { 'if-match': '*' };

beforeAll(async () => {
  clinic = await startScriptedProvider({
    idToken: { sub: 'of-the-clinic', name: 'Clinic person', 'extn.fhirUser': 'Practitioner/none' },
  });
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.clients.push(apiClientEntry);
      configuration.externalIdentityProviders.identityProvider[0].accountMatch = ['oid'];
    },
  });
  call = apiCaller(hospital, await apiToken(hospital));
});
afterEach(async () => {
  const { body } = await call('GET', '/identity-providers');
  for (const { origin, scheme } of body.identityProviders as Array<{ origin: string; scheme: string }>)
    if (origin === 'database') await call('DELETE', `/identity-providers/${scheme}`);
});
afterAll(async () => {
  await hospital.close();
  await clinic.close();
});

const entry = (changes: object = {}) => ({
  scheme: 'clinic',
  displayName: 'Clinic account',
  authority: clinic.origin,
  clientId: 'wardkey-at-the-clinic',
  clientSecret: SECRET,
  accountMatch: ['sub'],
  userClaimsFromIdToken: [{ key: 'extn.fhirUser', copyAs: 'fhirUser' }],
  ...changes,
});
const signInPage = async () => (await newBrowser().get(new SmartApp(hospital).authorizationUrl())).text;
const audited = async (scheme: string) =>
  (await hospital.app.get(AuditSearch, { strict: false }).page({ scheme }, 50)).rows;

/** All rows but those of the audit log and of tokens. */
async function allRows(): Promise<string> {
  const dataSource = hospital.app.get(DataSource);
  const rows = await Promise.all(
    dataSource.entityMetadatas
      .map(({ tableName }) => tableName)
      .filter((table) => !table.startsWith('audit'))
      .map(async (table) => [table, await dataSource.query(`SELECT * FROM ${table}`)] as const),
  );
  return JSON.stringify(rows);
}

describe('an identity provider', () => {
  it('is made, read, used, changed, switched off and on, and deleted', async () => {
    const made = await call('POST', '/identity-providers', entry());
    expect(made).toMatchObject({
      status: 201,
      body: {
        scheme: 'clinic',
        origin: 'database',
        enabled: true,
        problem: null,
        displayName: 'Clinic account',
        issuers: [clinic.origin],
        setSecrets: ['clientSecret'],
        addresses: {
          redirectUri: `${hospital.issuer}/federation/clinic/signin`,
          postLogoutRedirectUri: `${hospital.issuer}/federation/clinic/signedout`,
          backchannelLogoutUri: `${hospital.issuer}/federation/clinic/backchannel-logout`,
          jwksUri: `${hospital.issuer}/federation/clinic/jwks`,
        },
        settings: { clientId: 'wardkey-at-the-clinic', responseType: 'code', accountMatch: ['sub'] },
        warnings: expect.any(Array),
      },
    });
    expect(made.headers.get('location')).toBe('/api/v1/identity-providers/clinic');
    const path = '/identity-providers/clinic';
    const read = await call('GET', path);
    for (const { body } of [made, read]) expect(JSON.stringify(body)).not.toContain(SECRET);
    expect(read.headers.get('etag')).toBe(made.headers.get('etag'));
    expect(await signInPage()).toContain('Clinic account');

    const etag = { 'if-match': read.headers.get('etag')! };
    const changed = await call('PATCH', path, { displayName: 'The clinic', accountMatch: null }, etag);
    expect(changed).toMatchObject({ status: 400, body: { errors: [{ field: 'trustEmailDomains' }] } });
    const better = await call('PATCH', path, { displayName: 'The clinic', prompt: 'login' }, etag);
    expect(better).toMatchObject({
      status: 200,
      body: { displayName: 'The clinic', settings: { prompt: 'login' }, setSecrets: ['clientSecret'] },
    });
    expect(await signInPage()).toContain('The clinic');
    const off = await call('POST', `${path}/disable`);
    expect(off.body.enabled).toBe(false);
    expect(await signInPage()).not.toContain('The clinic');
    expect((await call('POST', `${path}/enable`)).body.enabled).toBe(true);
    expect(await signInPage()).toContain('The clinic');
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(404);
    expect(await signInPage()).not.toContain('The clinic');
    const rows = (await audited('clinic')).filter(({ event }) => event.startsWith('provider.'));
    expect(rows.map(({ event }) => event).reverse()).toEqual([
      'provider.added',
      'provider.changed',
      'provider.disabled',
      'provider.enabled',
      'provider.removed',
    ]);
    expect(rows.at(-2)).toMatchObject({ client_id: API_CLIENT.clientId });
    expect(JSON.stringify(rows)).toContain('prompt');
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  });

  it('keeps its secret when it is changed, and its secret can be changed', async () => {
    const path = '/identity-providers/clinic';
    await call('POST', '/identity-providers', entry());
    await call('PATCH', path, { displayName: 'Other' }, ANY);
    const used = async () => {
      clinic.tokenRequests.splice(0);
      await call('POST', `${path}/check`);
      return Buffer.from(clinic.tokenRequests[0]!.authorization!.split(' ')[1]!, 'base64').toString();
    };
    expect(await used()).toBe(`wardkey-at-the-clinic:${SECRET}`);
    const same = await call('PATCH', path, { clientSecret: SECRET }, ANY);
    const other = await call('PATCH', path, { clientSecret: 'another-secret' }, ANY);
    expect(other.headers.get('etag')).not.toBe(same.headers.get('etag'));
    expect(await used()).toBe('wardkey-at-the-clinic:another-secret');
    expect(await call('PATCH', path, { clientSecret: null }, ANY)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'clientSecret' }] },
    });
  });

  it('that was changed meanwhile is not changed by who has not seen it', async () => {
    const path = '/identity-providers/clinic';
    const made = await call('POST', '/identity-providers', entry());
    const seen = { 'if-match': made.headers.get('etag')! };
    expect((await call('PATCH', path, { displayName: 'A' })).status).toBe(428);
    const same = await call('PATCH', path, { displayName: 'Clinic account' }, seen);
    expect([same.status, same.headers.get('etag')]).toEqual([200, seen['if-match']]);
    const both = await Promise.all([
      call('PATCH', path, { displayName: 'A' }, seen),
      call('PATCH', path, { displayName: 'B' }, seen),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    for (const [method, place] of [
      ['POST', '/disable'],
      ['POST', '/enable'],
      ['DELETE', ''],
    ] as const)
      expect((await call(method, path + place, undefined, seen)).status).toBe(412);
    const many = await Promise.all(
      ['1', '2', '3'].map((displayName) => call('PATCH', path, { displayName }, ANY)),
    );
    expect(many.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('with a scheme that is taken, in any spelling, is refused', async () => {
    const both = await Promise.all([
      call('POST', '/identity-providers', entry()),
      call('POST', '/identity-providers', entry({ scheme: 'CLINIC' })),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('of the configuration file is shown, and cannot be changed', async () => {
    const { body, headers } = await call('GET', '/identity-providers/hospital');
    expect(body).toMatchObject({ origin: 'file', enabled: true, setSecrets: ['clientSecret'] });
    expect(headers.get('etag')).toMatch(/^W\//);
    expect(JSON.stringify(body)).not.toContain('wardkey-at-the-provider');
    for (const [method, place, change] of [
      ['PATCH', '', { displayName: 'x' }],
      ['POST', '/enable'],
      ['POST', '/disable'],
      ['DELETE', ''],
    ] as const)
      expect(await call(method, `/identity-providers/hospital${place}`, change, ANY)).toMatchObject({
        status: 409,
        body: {
          detail: expect.stringContaining('configuration file defines the identity provider hospital'),
        },
      });
    expect((await call('POST', '/identity-providers', entry({ scheme: 'Hospital' }))).status).toBe(409);
    expect(
      await call('POST', '/identity-providers', entry({ authority: hospital.identityProvider.issuer })),
    ).toMatchObject({ status: 409, body: { detail: expect.stringContaining('already has this issuer') } });
  });

  it.each<[string, object, string]>([
    ['an unknown setting', { clientIdd: 'x' }, 'clientIdd'],
    ['another spelling of a name', { client_id: 'x' }, 'client_id'],
    ['a setting of another type', { scope: ['openid'] }, 'scope'],
    ['null', { scope: null }, 'scope'],
    ['a symmetric algorithm', { idTokenSigningAlgorithms: ['HS256'] }, 'idTokenSigningAlgorithms'],
    ['a discovery address', { authority: 'https://x.example/.well-known/openid-configuration' }, 'authority'],
    ['no secret', { clientSecret: undefined }, 'clientSecret'],
    ['a claim without a name', { userClaimsFromIdToken: [{ copyAs: 'x' }] }, 'userClaimsFromIdToken.0.key'],
    ['a path of this server', { callbackPath: '/api/v1/accounts' }, 'callbackPath'],
    ['an address that finds people beside others', { accountMatch: ['email'] }, 'trustEmailDomains'],
    ['a number that is too large', { revalidateMinutes: 99_999 }, 'revalidateMinutes'],
  ])('with %s is refused by the rules of the configuration file', async (_what, changes, field) => {
    proves('TM-46');
    const refused = await call('POST', '/identity-providers', entry(changes));
    expect([refused.status, refused.body.errors[0].field]).toEqual([400, field]);
  });

  it('never makes the server read a file or a variable', async () => {
    const { body } = await call(
      'POST',
      '/identity-providers',
      entry({ displayName: '${file:/etc/hostname}' }),
    );
    expect(body.displayName).toBe('${file:/etc/hostname}');
    expect((await call('PATCH', '/identity-providers/clinic', { logo: '/etc/logo.svg' }, ANY)).status).toBe(
      400,
    );
  });

  it('that the database holds with a problem is shown with it, and can be mended or deleted', async () => {
    await call('POST', '/identity-providers', entry());
    const broken = (definition: string) =>
      hospital.app
        .get(DataSource)
        .query(`UPDATE identity_provider SET definition = '${definition}', version = version + 1`);
    await broken('{"scheme":"clinic"');
    const path = '/identity-providers/clinic';
    expect((await call('GET', path)).body).toMatchObject({
      settings: null,
      addresses: null,
      enabled: true,
      problem: expect.stringContaining('JSON'),
    });
    expect((await call('POST', `${path}/check`)).body.findings).toMatchObject([
      { mark: 'problem', what: 'clinic', finding: expect.stringContaining('is not used') },
      { mark: 'warning' },
    ]);
    expect((await call('POST', `${path}/test`, { claims: { sub: 'x' } })).status).toBe(409);
    const { scheme: _scheme, ...whole } = entry();
    expect((await call('PATCH', path, whole, ANY)).body).toMatchObject({ problem: null });
    await broken('[]');
    expect((await call('DELETE', path)).status).toBe(204);
  });
});

describe('who may', () => {
  const all = EVERY_API_SCOPE.split(' ');
  let person: Administrator;
  beforeAll(async () => {
    person = await administrator(hospital, 'maria.lindqvist', ['administrator']);
  });

  it('write identity providers holds every permission, because the writer can sign in as anybody', async () => {
    proves('TM-43');
    await call('POST', '/identity-providers', entry());
    const missing = '__wardkey/brands.write';
    const token = await apiToken(hospital, all.filter((one) => one !== missing).join(' '));
    const limited = apiCaller(hospital, token);
    const path = '/identity-providers/clinic';
    for (const [method, place, body] of [
      ['POST', '/identity-providers', entry({ scheme: 'other' })],
      ['POST', '/identity-providers/check', entry({ scheme: 'other' })],
      ['PATCH', path, { displayName: 'x' }],
      ['POST', `${path}/disable`],
      ['POST', `${path}/enable`],
      ['DELETE', path],
    ] as const) {
      const { status, body: answer } = await limited(method, place, body, ANY);
      expect([method, place, status, answer.detail]).toEqual([
        method,
        place,
        403,
        `Whoever defines an identity provider can sign in as anybody, so this needs every permission: ${missing}.`,
      ]);
    }
    expect((await limited('GET', path)).status).toBe(200);
    const made = await apiCaller(hospital, person.token)('PATCH', path, { displayName: 'By Maria' }, ANY);
    expect(made.status).toBe(200);
    expect((await audited('clinic'))[0]).toMatchObject({ actor_id: person.accountId });
  });

  it('test sign-ins may also read accounts, because the answer tells about them', async () => {
    proves('TM-43');
    const reader = apiCaller(hospital, await apiToken(hospital, '__wardkey/identity-providers.read'));
    const refused = await reader('POST', '/identity-providers/hospital/test', { claims: { sub: 'x' } });
    expect(refused).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('accounts.read') },
    });
    expect((await reader('POST', '/identity-providers/hospital/check')).status).toBe(200);
  });
});

describe('a check', () => {
  it('says what wardkey doctor says, and contacts the server anew each time', async () => {
    const path = '/identity-providers/hospital/check';
    const { status, body } = await call('POST', path);
    expect(status).toBe(200);
    expect(body.findings).toContainEqual({
      mark: 'ok',
      what: 'hospital',
      finding: 'accepts this server’s client registration with client_secret_basic',
    });
    expect(body.findings).toContainEqual({
      mark: 'ok',
      what: 'hospital',
      finding: 'its clock agrees with the clock of this server',
    });
    await call('POST', '/identity-providers', entry());
    clinic.visits.splice(0);
    await call('POST', '/identity-providers/clinic/check');
    await call('POST', '/identity-providers/clinic/check');
    expect(clinic.visits.filter((visit) => visit.endsWith('openid-configuration'))).toHaveLength(2);
    expect((await call('POST', '/identity-providers/nobody/check')).status).toBe(404);
  });

  it('of a definition that is not stored stores nothing, and needs no secret that is stored already', async () => {
    const before = await allRows();
    const { body } = await call('POST', '/identity-providers/check', entry());
    expect(body.findings).toContainEqual({
      mark: 'ok',
      what: 'clinic',
      finding: `issuer ${clinic.origin}`,
    });
    expect(await allRows()).toBe(before);
    await call('POST', '/identity-providers', entry());
    clinic.tokenRequests.splice(0);
    await call('POST', '/identity-providers/check', entry({ clientSecret: undefined }));
    expect(clinic.tokenRequests[0]!.authorization).toContain('Basic ');
    const beside = await call('POST', '/identity-providers/check', entry({ scheme: 'hospital' }));
    expect(beside.body.findings[0]).toMatchObject({
      mark: 'problem',
      what: 'hospital',
      finding: expect.stringContaining('configuration file defines'),
    });
  });

  it('that fails does not count against the people who sign in', async () => {
    const nowhere = entry({ scheme: 'hospital', authority: 'http://127.0.0.1:9' });
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const { body } = await call('POST', '/identity-providers/check', nowhere);
      expect(body.findings.at(-1)).toMatchObject({ mark: 'problem' });
    }
    const page = await newBrowser().get(new SmartApp(hospital).authorizationUrl());
    expect(page.url).toContain(hospital.identityProvider.issuer);
  });
});

describe('a test of a sign-in', () => {
  const test = (body: object, scheme = 'hospital') =>
    call('POST', `/identity-providers/${scheme}/test`, body);

  it('says who would sign in and why, and changes nothing but the audit log', async () => {
    const accounts = hospital.app.get(AccountStore, { strict: false });
    const account = await accounts.create({
      externalId: 'oid-of-wei',
      externalIdScheme: 'hospital',
      fhirUser: 'Practitioner/wei-chen',
    });
    const before = await allRows();
    const claims = { sub: 'wei', oid: 'oid-of-wei', name: 'Wei Chen' };
    const known = await test({ claims });
    expect(known).toMatchObject({
      status: 200,
      body: {
        outcome: 'signIn',
        account: { id: account.id },
        fhirUser: {
          reference: `${hospital.fhirServer.baseUrl}/Practitioner/wei-chen`,
          source: 'account',
        },
        reason: null,
        idToken: [],
      },
    });
    expect(known.body.trail).toContainEqual({
      step: 'account.match.oid',
      finding: 'one account has this value',
      mark: 'passed',
      setting: 'identityProvider[hospital].accountMatch',
    });
    const unknown = await test({ claims: { sub: 'nobody', 'extn.fhirUser': 'Practitioner/none' } });
    expect(unknown.body).toMatchObject({ outcome: 'refuse', reason: 'fhir_user_gone', account: null });
    expect(await allRows()).toBe(before);
    const [second, first] = await audited('hospital');
    expect(first).toMatchObject({ event: 'provider.tested', account_id: account.id });
    expect(second).toMatchObject({ event: 'provider.tested', account_id: null });
    expect(JSON.stringify([first, second])).not.toContain('oid-of-wei');
  });

  it('says what is wrong with an ID token, and tests its claims all the same', async () => {
    await call('POST', '/identity-providers', entry({ enabled: false }));
    const now = hospital.app.get(Clock).epoch();
    const claims = { iss: clinic.origin, sub: 'of-the-clinic', aud: 'wardkey-at-the-clinic', exp: now + 300 };
    const findings = async (idToken: string) => (await test({ idToken }, 'clinic')).body;
    const good = await findings(await clinic.signToken(claims));
    expect(good).toMatchObject({
      outcome: 'refuse',
      idToken: [{ mark: 'ok', what: 'ID token', finding: 'its signature is right' }],
    });
    const late = await findings(await clinic.signToken({ ...claims, exp: now - 3600 }));
    expect(late.idToken).toMatchObject([{ mark: 'ok' }, { mark: 'warning' }]);
    const others = await findings(await clinic.signToken({ ...claims, aud: 'somebody-else' }));
    expect(others.idToken).toMatchObject([{ mark: 'ok' }, { mark: 'problem' }]);
    const [header, , signature] = (await clinic.signToken(claims)).split('.');
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: 'other' })).toString('base64url');
    const forged = await findings([header, payload, signature].join('.'));
    expect(forged.idToken).toMatchObject([
      { mark: 'problem', finding: expect.stringContaining('its signature is not right') },
    ]);
    expect(forged.trail.length).toBeGreaterThan(0);
  });

  it.each<[string, object, string]>([
    ['claims without sub', { claims: { name: 'x' } }, 'claims'],
    ['claims of another issuer', { claims: { sub: 'x', iss: 'https://else.example' } }, 'claims'],
    ['no claims', {}, 'claims'],
    ['claims and a token', { claims: { sub: 'x' }, idToken: 'a.b.c' }, 'idToken'],
    ['a text that is no token', { idToken: 'a.b.c' }, 'idToken'],
    ['a FHIR server that does not exist', { claims: { sub: 'x' }, fhirServer: 'other' }, 'fhirServer'],
    ['an unknown member', { claims: { sub: 'x' }, script: 'return true' }, 'script'],
  ])('with %s is refused', async (_what, body, field) => {
    const refused = await test(body);
    expect([refused.status, refused.body.errors[0].field]).toEqual([400, field]);
  });

  it('at an identity provider that does not exist is 404', async () => {
    expect((await test({ claims: { sub: 'x' } }, 'nobody')).status).toBe(404);
  });
});

describe('a test by signing in', () => {
  const begin = async (body: object = {}, scheme = 'clinic') =>
    (await call('POST', `/identity-providers/${scheme}/test-sign-ins`, body)).body as {
      id: string;
      address: string;
      expiresAt: string;
    };
  const result = (id: string, scheme = 'clinic') =>
    call('GET', `/identity-providers/${scheme}/test-sign-ins/${id}`);
  const press = async (browser: HttpBrowser, address: string) =>
    browser.submit(await browser.get(address), { button: 'Go on' });

  beforeEach(async () => {
    clinic.script = {
      idToken: { sub: 'of-the-clinic', name: 'Clinic person', 'extn.fhirUser': 'Practitioner/wei-chen' },
    };
    await call('POST', '/identity-providers', entry({ enabled: false, allowAutoProvision: true }));
  });

  it('says what the sign-in would have led to, at one that is switched off, and changes nothing', async () => {
    const before = await allRows();
    const { id, address } = await begin();
    expect((await result(id)).body).toEqual({
      state: 'waiting',
      decision: null,
      claims: null,
      failure: null,
    });
    const browser = newBrowser();
    const page = await browser.get(address);
    expect(page.text).toContain('The administrator who gave you this address sees');
    const done = await browser.submit(page, { button: 'Go on' });
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('The test is done')]);
    expect(clinic.authorizationRequests.at(-1)!.get('prompt')).toBe('login');
    const { body } = await result(id);
    expect(body).toMatchObject({
      state: 'decided',
      failure: null,
      claims: { sub: 'of-the-clinic', name: 'Clinic person' },
      decision: {
        outcome: 'provision',
        account: { displayName: 'Clinic person' },
        fhirUser: { source: 'claim' },
        trail: expect.arrayContaining([expect.objectContaining({ step: 'account.link' })]),
      },
    });
    const withoutTest = (rows: string) =>
      JSON.stringify(
        (JSON.parse(rows) as Array<[string, unknown]>).filter(
          ([table]) => !['test_sign_in', 'login_attempt'].includes(table),
        ),
      );
    expect(withoutTest(await allRows())).toBe(withoutTest(before));
    expect(await allRows()).not.toContain('Clinic person');
    expect((await audited('clinic'))[0]).toMatchObject({
      event: 'provider.tested',
      client_id: API_CLIENT.clientId,
    });
    // Nobody is signed in here.
    const app = await browser.get(new SmartApp(hospital).authorizationUrl({ prompt: 'none' }));
    expect(new SmartApp(hospital).answer(app).error).toBe('login_required');
  });

  it('says why the person could not sign in at the identity provider', async () => {
    clinic.script.idToken.iss = 'https://else.example';
    const { id, address } = await begin();
    expect((await press(newBrowser(), address)).text).toContain('The test is done');
    expect((await result(id)).body).toMatchObject({
      state: 'failed',
      decision: null,
      failure: { reason: 'response_not_trusted', finding: expect.stringContaining('iss') },
    });
  });

  it('is seen only by who asked for it, and not after ten minutes', async () => {
    proves('TM-43');
    const { id, address } = await begin();
    await press(newBrowser(), address);
    const person = await administrator(hospital, 'maria.lindqvist', ['administrator']);
    const other = apiCaller(hospital, person.token);
    expect((await other('GET', `/identity-providers/clinic/test-sign-ins/${id}`)).status).toBe(404);
    expect((await result(id, 'hospital')).status).toBe(404);
    expect((await result('nothing')).status).toBe(404);
    expect((await result(id)).status).toBe(200);
    stopClock();
    try {
      moveClock(601);
      call = apiCaller(hospital, await apiToken(hospital));
      expect((await result(id)).status).toBe(404);
    } finally {
      startClock();
    }
    call = apiCaller(hospital, await apiToken(hospital));
  });

  it('begins only where its page was seen, and ends only in that browser, once', async () => {
    const { id, address } = await begin();
    const page = await newBrowser().get(address);
    const forged = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrf: /name="csrf" value="([^"]+)"/.exec(page.html)![1]! }),
      redirect: 'manual',
    });
    expect(forged.status).toBe(403);
    const browser = newBrowser();
    let answer: URL | undefined;
    const asked = await browser.get(address);
    await browser.submit(asked, {
      button: 'Go on',
      stopAt: (url: URL) => {
        if (!url.pathname.endsWith('/signin')) return false;
        answer = url;
        return true;
      },
    });
    expect((await newBrowser().get(answer!)).status).toBe(400);
    expect((await result(id)).body.state).toBe('waiting');
    expect((await browser.get(answer!)).text).toContain('The test is done');
    expect((await browser.get(answer!)).status).toBe(400);
    expect((await browser.get(address)).status).toBe(400);
    expect((await result(id)).body.state).toBe('decided');
  });

  it('needs an identity provider and a FHIR server that exist, and the permission to read accounts', async () => {
    const path = '/identity-providers/clinic/test-sign-ins';
    expect((await call('POST', '/identity-providers/nobody/test-sign-ins', {})).status).toBe(404);
    expect(await call('POST', path, { fhirServer: 'other' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'fhirServer' }] },
    });
    const reader = apiCaller(hospital, await apiToken(hospital, '__wardkey/identity-providers.read'));
    expect((await reader('POST', path, {})).status).toBe(403);
    expect((await newBrowser().get(`${hospital.issuer}/federation/clinic/test/nothing`)).status).toBe(400);
  });
});
