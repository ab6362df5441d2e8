import { jest } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { ClientRefusalStore } from '#src/clients/client-refusal.store.js';
import { ClientRefusal } from '#src/clients/client-refusal.entity.js';
import { ExpiredRows } from '#src/database/expired-rows.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { getTokens, newBrowser, SmartApp, type TokenResponse, walkThrough } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const MARIA = { username: 'maria.lindqvist' };
const SECRET = 'the-secret-of-a-web-app';
const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
let hospital: Hospital;
let key: CryptoKey;
let foreign: CryptoKey;

beforeAll(async () => {
  const pair = await generateKeyPair('ES384', { extractable: true });
  key = pair.privateKey;
  foreign = (await generateKeyPair('ES384')).privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one' };
  const backend = {
    tokenEndpointAuthMethod: 'private_key_jwt',
    grantTypes: ['client_credentials'],
    scope: 'system/Patient.rs',
    jwks: { keys: [jwk] },
  };
  const secret = { tokenEndpointAuthMethod: 'client_secret_post', clientSecret: SECRET };
  hospital = await startHospital({
    configure: ({ clients }) => {
      clients.push(
        { ...clients[0], clientId: 'other-chart' },
        { ...backend, clientId: 'backend' },
        { ...backend, clientId: 'off', enabled: false },
        { ...clients[0], ...secret, clientId: 'web-app' },
        {
          ...clients[0],
          ...secret,
          clientId: 'expired',
          clientSecret: undefined,
          clientSecrets: [{ value: SECRET, expiresAt: '2020-01-01T00:00:00Z' }],
        },
        { ...backend, ...secret, jwks: undefined, clientId: 'service' },
        { ...clients[0], ...secret, clientId: 'flooded' },
        { ...clients[0], ...secret, clientId: 'audited' },
      );
    },
  });
});
afterEach(() => {
  startClock();
  jest.restoreAllMocks();
});
afterAll(() => hospital.close());

const REFERENCE = /\(reference ([2-9A-Z]{4}-[2-9A-Z]{4})\)$/;
const store = () => hospital.app.get(ClientRefusalStore);
const post = (form: Record<string, string>, path = '/token') => new SmartApp(hospital).post(path, form);

/** The record of an answer. It is written after the answer, so this waits for it. */
async function keptOf({ body }: TokenResponse): Promise<ClientRefusal | undefined> {
  const [, reference] = REFERENCE.exec(body.error_description as string) ?? [];
  expect([body.error_description, reference]).toEqual([body.error_description, expect.any(String)]);
  for (let tries = 0; tries < 200; tries++) {
    const [kept] = await store().byReference(reference!);
    if (kept) return kept;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return undefined;
}

async function newCode(clientId = 'chart', parameters: Record<string, string> = {}) {
  const app = new SmartApp(hospital, clientId);
  const browser = newBrowser();
  const page = await walkThrough(browser, await browser.get(app.authorizationUrl(parameters)), MARIA);
  return { app, code: app.answer(page).code! };
}

describe('a grant that is refused', () => {
  const cases: Array<[reason: string, clientId: string, ask: () => Promise<TokenResponse>]> = [
    ['unknown', 'chart', async () => new SmartApp(hospital).redeem('no-such-code')],
    [
      'expired',
      'chart',
      async () => {
        stopClock();
        const { app, code } = await newCode();
        moveClock(90);
        return app.redeem(code);
      },
    ],
    [
      'used',
      'chart',
      async () => {
        const { app, code } = await newCode();
        await app.redeem(code);
        return app.redeem(code);
      },
    ],
    [
      'other_client',
      'other-chart',
      async () =>
        (await newCode()).app.post('/token', {
          grant_type: 'authorization_code',
          code: (await newCode()).code,
          redirect_uri: CALLBACK,
          client_id: 'other-chart',
          code_verifier: 'x'.repeat(43),
        }),
    ],
    [
      'code_verifier',
      'chart',
      async () => {
        const { app, code } = await newCode();
        return app.redeem(code, { code_verifier: 'x'.repeat(43) });
      },
    ],
    [
      'redirect_uri',
      'chart',
      async () => {
        const { app, code } = await newCode();
        return app.redeem(code, { redirect_uri: `${CALLBACK}/other` });
      },
    ],
    ['unknown', 'chart', async () => new SmartApp(hospital).refresh('no-such-token')],
    [
      'ended',
      'chart',
      async () => {
        const { app, tokens } = await getTokens(hospital, MARIA);
        const { DELETE } = { DELETE: `DELETE FROM oidc_artifact WHERE model = 'Grant'` };
        await hospital.app.get(DataSource).query(DELETE);
        return app.refresh(tokens.refresh_token);
      },
    ],
    [
      'ended',
      'chart',
      async () => {
        const { app, code } = await newCode();
        const { body } = await app.redeem(code);
        await app.redeem(code);
        expect(body.refresh_token).toEqual(expect.any(String));
        return app.refresh(body.refresh_token as string);
      },
    ],
    [
      'ended',
      'chart',
      async () => {
        const { app, tokens } = await getTokens(hospital, MARIA);
        await app.post('/revoke', { token: tokens.refresh_token, client_id: 'chart' });
        return app.refresh(tokens.refresh_token);
      },
    ],
    [
      'other_client',
      'other-chart',
      async () => {
        const { tokens } = await getTokens(hospital, MARIA);
        return new SmartApp(hospital, 'other-chart').refresh(tokens.refresh_token);
      },
    ],
  ];

  it.each(cases)('is recorded with its reason: %s (%s)', async (reason, clientId, ask) => {
    const answer = await ask();
    startClock();
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
    expect(await keptOf(answer)).toMatchObject({
      clientId,
      endpoint: '/token',
      error: 'invalid_grant',
      reason,
    });
    // The client gets no more details than before.
    expect(answer.body.error_description).toMatch(/^grant request is invalid \(/);
  });
});

it.each([
  ['scope', { scope: 'system/Observation.rs' }, /not allowed.*: system\/Observation\.rs/],
  [
    'target',
    { scope: 'system/Patient.rs', resource: 'https://nobody.example' },
    /resource is not a FHIR server/,
  ],
])('a refused scope or resource is recorded as well: %s', async (reason, asked, detail) => {
  const secret = { client_id: 'service', client_secret: SECRET };
  const answer = await post({ grant_type: 'client_credentials', ...secret, ...asked });
  expect([answer.status, answer.body.error]).toEqual([400, `invalid_${reason}`]);
  expect(await keptOf(answer)).toMatchObject({
    clientId: 'service',
    reason,
    detail: expect.stringMatching(detail),
  });
});

describe('a client that fails to authenticate', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const assertion = (claims: object = {}, header: object = {}, signer = key) =>
    new SignJWT({
      iss: 'backend',
      sub: 'backend',
      aud: `${hospital.issuer}/token`,
      jti: `${Math.random()}`,
      exp: now() + 200,
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES384', kid: 'one', typ: 'JWT', ...header })
      .sign(signer);
  const show = async (text: string, path = '/token') =>
    post(
      {
        grant_type: 'client_credentials',
        scope: 'system/Patient.rs',
        token: 'x',
        client_assertion_type: TYPE,
        client_assertion: text,
      },
      path,
    );

  it.each<[string, () => Promise<string>, RegExp]>([
    ['assertion_kid', () => assertion({}, { kid: 'three' }), /"three".*the client has one/],
    ['assertion_exp', () => assertion({ exp: now() - 3_600 }), /36\d\d s ago/],
    ['assertion_exp', () => assertion({ exp: now() + 3_600 }), /five minutes.*in 3600 s|in 3599 s/],
    [
      'assertion_aud',
      () => assertion({ aud: 'https://other.example/token' }),
      /other\.example.*expected: http.*\/token/,
    ],
    ['assertion_aud', () => assertion({ aud: [`${hospital.issuer}/token`, hospital.issuer] }), /one value/],
    ['assertion_iss', () => assertion({ iss: 'neighbour' }), /iss/],
    ['assertion_iat', () => assertion({ iat: now() + 3_600 }), /future/],
    ['assertion_nbf', () => assertion({ nbf: now() + 3_600 }), /not active yet/],
    ['assertion_jti', () => assertion({ jti: '' }), /jti/],
    ['assertion_typ', () => assertion({}, { typ: 'at+jwt' }), /"at\+jwt"/],
    ['assertion_jku', () => assertion({}, { jku: 'https://evil.example/' }), /jku/],
    ['assertion_signature', () => assertion({}, {}, foreign), /signature/],
  ])('an assertion: %s', async (reason, make, detail) => {
    const answer = await show(await make());
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    expect(answer.body.error_description).toMatch(/^client authentication failed \(/);
    expect(await keptOf(answer)).toMatchObject({
      clientId: 'backend',
      reason,
      detail: expect.stringMatching(detail),
    });
  });

  it('an assertion: a wrong algorithm', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const token = await assertion({}, { alg: 'RS256' }, privateKey);
    expect(await keptOf(await show(token))).toMatchObject({
      reason: 'assertion_alg',
      detail: expect.stringMatching(/"RS256".*RS384 or ES384/),
    });
  });

  it('an assertion: used before', async () => {
    const token = await assertion();
    expect((await show(token)).status).toBe(200);
    expect(await keptOf(await show(token))).toMatchObject({
      reason: 'assertion_jti',
      detail: expect.stringContaining('used'),
    });
  });

  it('is recorded at each endpoint', async () => {
    for (const endpoint of ['/token', '/introspect', '/revoke', '/par'])
      expect(await keptOf(await show(await assertion({}, { kid: 'three' }), endpoint))).toMatchObject({
        endpoint,
        reason: 'assertion_kid',
      });
  });

  it.each([
    ['secret_wrong', 'web-app', 'wrong-wrong-wrong-wrong'],
    ['secret_expired', 'expired', SECRET],
    ['method', 'backend', SECRET],
    ['method', 'web-app', undefined],
  ])('a secret: %s (%s)', async (reason, clientId, secret) => {
    const form = { grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK, client_id: clientId };
    const answer = await post({ ...form, ...(secret ? { client_secret: secret } : {}) });
    expect(answer.status).toBe(401);
    const kept = await keptOf(answer);
    expect(kept).toMatchObject({ clientId, reason });
    // The text that was sent may be a secret of another client.
    expect(JSON.stringify(kept)).not.toContain(secret ?? '(none)');
  });

  it('an assertion: a wrong sub, when iss names the client', async () => {
    expect(await keptOf(await show(await assertion({ sub: 'nobody' })))).toMatchObject({
      clientId: 'backend',
      reason: 'assertion_sub',
      detail: expect.stringContaining('"nobody"'),
    });
  });

  it('an assertion that names no client gets no reference, because there is no record to find', async () => {
    for (const text of ['nonsense', 'a.b.c', await assertion({ sub: undefined, iss: undefined })]) {
      const { status, body } = await show(text);
      expect([status, body.error_description]).toEqual([401, 'client authentication failed']);
    }
  });

  it.each([
    ['an empty secret', 'web-app:'],
    ['no colon', 'web-app'],
    ['a wrong escape', 'web-app:%zz'],
  ])('a header with %s', async (_what, text) => {
    const authorization = `Basic ${Buffer.from(text).toString('base64')}`;
    const form = { grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK };
    const answer = await new SmartApp(hospital).post('/token', form, { authorization });
    expect(answer.status).toBe(401);
    expect(await keptOf(answer)).toMatchObject({ clientId: 'web-app', reason: 'header' });
  });

  it('a disabled client', async () => {
    const answer = await show(await assertion({ iss: 'off', sub: 'off' }));
    expect(await keptOf(answer)).toMatchObject({ clientId: 'off', reason: 'client_disabled' });
  });

  it('the audit row also has the reference', async () => {
    const form = { grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK };
    const answer = await post({ ...form, client_id: 'audited', client_secret: 'wrong' });
    const { reference } = (await keptOf(answer))!;
    const rows = hospital.app.get(DataSource).getRepository(AuditEvent);
    expect(await rows.findOneBy({ reference })).toMatchObject({
      event: 'client.authentication_failed',
      clientId: 'audited',
    });
  });
});

describe('the records have limits', () => {
  it('an unknown client gets no record; its answer looks the same', async () => {
    const form = { grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK, client_secret: 'y' };
    const unknown = await post({ ...form, client_id: 'nobody' });
    const known = await post({ ...form, client_id: 'web-app' });
    const told = ({ status, body }: TokenResponse) => [
      status,
      body.error,
      (body.error_description as string).replace(REFERENCE, ''),
    ];
    expect(told(unknown)).toEqual(told(known));
    expect(unknown.body.error_description).toMatch(REFERENCE);
    await keptOf(known);
    expect(await store().list('nobody')).toEqual([]);
    expect(
      await hospital.app.get(DataSource).getRepository(ClientRefusal).countBy({ clientId: 'nobody' }),
    ).toBe(0);
  });

  it('a client has at most its last twenty records', async () => {
    const last: string[] = [];
    for (let count = 0; count < 60; count++) {
      const { body } = await post({
        grant_type: 'refresh_token',
        refresh_token: 'x',
        client_id: 'flooded',
        client_secret: SECRET,
      });
      last.push(REFERENCE.exec(body.error_description as string)![1]!);
    }
    const isThere = async () => (await store().byReference(last.at(-1)!)).length > 0;
    for (let tries = 0; tries < 500 && !(await isThere()); tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await store().list('flooded')).map(({ reference }) => reference)).toEqual(
      last.slice(-20).reverse(),
    );
    expect(
      await hospital.app.get(DataSource).getRepository(ClientRefusal).countBy({ clientId: 'flooded' }),
    ).toBe(20);
  });

  it('a record is deleted after its time', async () => {
    stopClock();
    const answer = await post({ grant_type: 'refresh_token', refresh_token: 'x', client_id: 'other-chart' });
    const { reference } = (await keptOf(answer))!;
    moveClock(31 * 86_400);
    expect(await store().byReference(reference)).toEqual([]);
    await hospital.app.get(ExpiredRows).purge();
    const rows = hospital.app.get(DataSource).getRepository(ClientRefusal);
    expect(await rows.countBy({ clientId: 'other-chart' })).toBe(0);
  });
});

it('an answer does not wait for its record', async () => {
  const slow = jest
    .spyOn(hospital.app.get(ArtifactStore), 'hasExpired')
    .mockReturnValue(new Promise(() => undefined));
  expect((await new SmartApp(hospital).redeem('no-such-code')).status).toBe(400);
  expect(slow).toHaveBeenCalled();
});
