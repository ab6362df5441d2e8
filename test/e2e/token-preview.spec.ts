import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { directoryClaims } from 'wardkey-sandbox/identity-provider/claims.js';
import { apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { getTokens, SmartApp } from '../support/smart-app.js';

let hospital: Hospital;
let call: ReturnType<typeof apiCaller>;

const ORDERS = 'https://orders.example';
const app = (clientId: string, settings: object = {}) => ({
  clientId,
  redirectUris: [CALLBACK],
  ...settings,
});

beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirServers[0].rights = [
        { resourceTypes: ['Practitioner'], scope: 'patient/Observation.rs patient/Condition.rs user/*.rs' },
      ];
      configuration.externalIdentityProviders.identityProvider[0].userClaimsFromIdToken.push({
        key: 'employeeid',
        copyAs: 'npi',
      });
      configuration.scopes = [{ name: 'staff', claims: ['npi'], description: 'your department' }];
      configuration.resources = [{ name: 'orders', identifier: ORDERS, scopes: [{ name: 'orders.read' }] }];
      configuration.clients.push(
        apiClientEntry,
        app('narrow', { scope: 'launch/patient patient/*.rs openid fhirUser offline_access' }),
        app('relative', { fhirUserForm: 'relative', legacyProfileClaim: true, fhirContextForm: 'strings' }),
        app('no-refresh', { grantTypes: ['authorization_code'] }),
        app('claims', { idTokenClaims: ['name', 'npi'], accessTokenClaims: ['name', 'npi'] }),
        app('orders-app', { scope: 'openid orders.read fhirUser' }),
        app('off', { enabled: false }),
        {
          clientId: 'backend',
          tokenEndpointAuthMethod: 'client_secret_basic',
          clientSecret: 'the-secret-of-the-backend',
          grantTypes: ['client_credentials'],
          scope: 'system/Patient.rs system/Observation.rs',
        },
      );
    },
  });
  call = apiCaller(hospital, await apiToken(hospital));
});
afterAll(() => hospital.close());

const preview = async (clientId: string, question: object) => {
  const { status, body } = await call('POST', `/clients/${clientId}/token-preview`, question);
  expect([status, body.errors]).toEqual([200, undefined]);
  return body as Record<string, any>;
};
/** What the identity provider of this hospital says about a person. */
const claimsOf = (username: string) =>
  directoryClaims(hospital.identityProvider.people.find((one) => one.username === username)!);
/** What the engine adds for this one token. */
const OF_ONE_TOKEN = 'iat exp nbf jti nonce at_hash auth_time sid acr amr grant_id'.split(' ');
const withoutTimes = (claims: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !OF_ONE_TOKEN.includes(name)));

const SMART = 'launch/patient patient/*.rs openid fhirUser profile email offline_access';

/** What was foretold, and what the same request then gets. */
describe('a preview says what the tokens then hold', () => {
  it.each<[string, string, string, string]>([
    ['an app without a limit', 'chart', 'maria.lindqvist', SMART],
    ['an app whose registration has less', 'narrow', 'maria.lindqvist', `${SMART} user/Patient.rs`],
    ['an app with other forms', 'relative', 'maria.lindqvist', SMART],
    ['an app that gets no refresh tokens', 'no-refresh', 'maria.lindqvist', `${SMART} online_access`],
    ['an app with claims in its tokens', 'claims', 'maria.lindqvist', `${SMART} staff`],
    [
      'scopes that nobody knows',
      'chart',
      'maria.lindqvist',
      'openid fhirUser patient/Nonsense.rs user/*.rs bogus',
    ],
    ['scopes of version 1', 'chart', 'maria.lindqvist', 'launch/patient patient/*.read openid fhirUser'],
    [
      'scopes of services, with a person',
      'chart',
      'maria.lindqvist',
      'openid fhirUser user/*.rs system/*.rs',
    ],
    [
      'context that is not there',
      'chart',
      'maria.lindqvist',
      'launch/patient launch/imagingstudy patient/*.rs openid',
    ],
  ])('%s', async (_what, clientId, username, scope) => {
    const of = { app: new SmartApp(hospital, clientId), parameters: { scope } };
    const { tokens } = await getTokens(hospital, { username }, of);
    const real = decodeJwt(tokens.access_token);
    const accountId = real.sub!;
    const foretold = await preview(clientId, {
      accountId,
      scope,
      fhirServer: 'records',
      ...(tokens.patient ? { patient: tokens.patient } : {}),
    });
    expect(foretold.refused).toBeNull();
    expect(foretold.accessToken.scope.split(' ').sort()).toEqual((tokens.scope as string).split(' ').sort());
    expect(foretold.scopes.flatMap(({ granted }: { granted: string[] }) => granted).sort()).toEqual(
      (tokens.scope as string).split(' ').sort(),
    );
    const { scope: _one, ...claims } = foretold.accessToken as Record<string, unknown>;
    const { scope: _other, ...realClaims } = withoutTimes(real);
    expect(claims).toEqual(realClaims);
    expect(foretold.idToken).toEqual(
      tokens.id_token === undefined ? null : withoutTimes(decodeJwt(tokens.id_token)),
    );
  });

  it('a service that asks for itself', async () => {
    const authorization = `Basic ${Buffer.from('backend:the-secret-of-the-backend').toString('base64')}`;
    const ask = async (scope: string) =>
      (
        await new SmartApp(hospital).post(
          '/token',
          { grant_type: 'client_credentials', scope },
          { authorization },
        )
      ).body as Record<string, string>;
    const scope = 'system/Patient.rs system/Observation.rs';
    const foretold = await preview('backend', { scope });
    expect(foretold.accessToken).toEqual(withoutTimes(decodeJwt((await ask(scope)).access_token!)));
    const beyond = 'system/Patient.rs system/Condition.rs';
    const { error, error_description: description } = await ask(beyond);
    expect((await preview('backend', { scope: beyond })).refused).toEqual({
      error,
      // A real refusal is kept, and found by its reference.
      description: description!.replace(/ \(reference .*\)$/, ''),
    });
  });
});

describe('a preview', () => {
  const claims = { sub: 'maria' };
  it('says why each scope is not granted as it was asked for', async () => {
    const asked =
      'launch/patient launch/imagingstudy patient/*.rs patient/Immunization.rs system/*.rs bogus email offline_access';
    const { scopes } = await preview('no-refresh', {
      identityProvider: 'hospital',
      claims: claimsOf('maria.lindqvist'),
      scope: asked,
      fhirServer: 'records',
    });
    expect(scopes).toEqual([
      { scope: 'launch/patient', outcome: 'granted', granted: ['launch/patient'] },
      { scope: 'launch/imagingstudy', outcome: 'dropped', granted: [], reason: 'not_in_context' },
      {
        scope: 'patient/*.rs',
        outcome: 'narrowed',
        granted: ['patient/Observation.rs', 'patient/Condition.rs'],
        reason: 'beyond_rights',
      },
      { scope: 'patient/Immunization.rs', outcome: 'dropped', granted: [], reason: 'beyond_rights' },
      { scope: 'system/*.rs', outcome: 'dropped', granted: [], reason: 'not_for_this_request' },
      { scope: 'bogus', outcome: 'dropped', granted: [], reason: 'unknown' },
      { scope: 'email', outcome: 'granted', granted: ['email'] },
      { scope: 'offline_access', outcome: 'dropped', granted: [], reason: 'not_for_this_request' },
    ]);
    const narrow = await preview('narrow', {
      identityProvider: 'hospital',
      claims: claimsOf('maria.lindqvist'),
      scope: 'openid user/*.rs',
      fhirServer: 'records',
    });
    expect(narrow.scopes[1]).toMatchObject({ outcome: 'dropped', reason: 'not_registered' });
  });

  it('of claims decides the sign-in as it would be, and makes no account', async () => {
    const people = async () => (await call('GET', '/accounts?limit=200')).body.accounts as unknown[];
    const before = await people();
    const foretold = await preview('chart', {
      identityProvider: 'hospital',
      claims: claimsOf('wei.chen'),
      scope: SMART,
      fhirServer: 'records',
    });
    const { tokens } = await getTokens(hospital, { username: 'wei.chen' });
    const refused = await preview('chart', {
      identityProvider: 'hospital',
      claims: { sub: 'nobody-at-all' },
      scope: SMART,
      fhirServer: 'records',
    });
    expect(refused).toMatchObject({ refused: { error: 'no_fhir_user' }, idToken: null, accessToken: null });
    expect(foretold).toMatchObject({ refused: null, asksFor: ['patient'] });
    expect(foretold.fhirUser).toBe(decodeJwt(tokens.id_token).fhirUser);
    expect((await people()).length).toBeLessThanOrEqual(before.length + 1);
  });

  it('of an EHR launch has its patient, and needs the scope launch', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const accountId = decodeJwt(tokens.id_token).sub!;
    const launch = { patient: 'noah-jansen' };
    const question = { accountId, fhirServer: 'records', launch };
    expect(await preview('chart', { ...question, scope: 'launch patient/*.rs openid' })).toMatchObject({
      refused: null,
      asksFor: [],
      launchContext: launch,
      accessToken: launch,
    });
    expect(await preview('chart', { ...question, scope: 'patient/*.rs openid' })).toMatchObject({
      refused: { error: 'invalid_request' },
    });
  });

  it.each<[string, string, object, string]>([
    ['no FHIR server named', 'chart', { scope: 'patient/*.rs' }, 'invalid_request'],
    ['nothing that can be granted', 'chart', { scope: 'bogus', fhirServer: 'records' }, 'invalid_scope'],
  ])('of a request with %s says the error', async (_what, clientId, question, error) => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const accountId = decodeJwt(tokens.id_token).sub!;
    expect((await preview(clientId, { accountId, ...question })).refused).toMatchObject({ error });
  });

  it('of a client that is switched off says so, and what it would get', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const accountId = decodeJwt(tokens.id_token).sub!;
    expect(await preview('off', { accountId, scope: 'openid' })).toMatchObject({
      clientStatus: 'disabled',
      refused: null,
      idToken: { sub: accountId },
    });
    expect(await preview('orders-app', { accountId, scope: 'openid orders.read' })).toMatchObject({
      audience: ORDERS,
      accessToken: { aud: ORDERS, scope: 'openid orders.read' },
    });
    await call('POST', `/accounts/${accountId}/deactivate`);
    expect((await preview('chart', { accountId, scope: 'openid' })).refused).toMatchObject({
      error: 'account_deactivated',
    });
    await call('POST', `/accounts/${accountId}/activate`);
  });

  it('writes nothing but its row of the audit log', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const accountId = decodeJwt(tokens.id_token).sub!;
    const tables = [
      'oidc_artifact',
      'grant_context',
      'account',
      'sign_in',
      'audit_event',
      'account_fhir_user',
    ];
    const counts = async () => {
      const rows = await Promise.all(
        tables.map((table) => hospital.app.get(DataSource).query(`SELECT count(*) AS rows FROM ${table}`)),
      );
      return Object.fromEntries(tables.map((table, index) => [table, Number(rows[index][0].rows)]));
    };
    const before = await counts();
    await preview('chart', { accountId, scope: SMART, fhirServer: 'records' });
    expect(await counts()).toEqual({ ...before, audit_event: before.audit_event! + 1 });
    const { auditEvents } = (await call('GET', '/audit-events?event=client.token_previewed&limit=1')).body;
    expect(auditEvents).toMatchObject([{ clientId: 'chart', accountId, fhirServer: 'records' }]);
  });

  it('needs the permission to see accounts, where it is about a person', async () => {
    const reader = apiCaller(hospital, await apiToken(hospital, '__wardkey/clients.read'));
    const ask = (body: object) => reader('POST', '/clients/backend/token-preview', body);
    expect((await ask({ scope: 'system/Patient.rs' })).status).toBe(200);
    expect((await ask({ scope: 'openid', accountId: 'x' })).status).toBe(403);
    expect((await ask({ scope: 'openid', identityProvider: 'hospital', claims: { sub: 'x' } })).status).toBe(
      403,
    );
  });

  it.each<[string, object, string]>([
    ['an account that does not exist', { accountId: 'nobody' }, 'accountId'],
    ['an unknown identity provider', { identityProvider: 'none', claims }, 'identityProvider'],
    ['claims without a subject', { identityProvider: 'hospital', claims: {} }, 'claims'],
    [
      'claims of another issuer',
      { identityProvider: 'hospital', claims: { ...claims, iss: 'https://evil.example' } },
      'claims',
    ],
    ['claims without an identity provider', { claims }, 'identityProvider'],
    ['two people', { accountId: 'x', identityProvider: 'hospital', claims }, 'accountId'],
    ['an unknown FHIR server', { accountId: 'x', fhirServer: 'nowhere' }, 'fhirServer'],
  ])('with %s is refused', async (_what, question, field) => {
    const answer = await call('POST', '/clients/chart/token-preview', { scope: 'openid', ...question });
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, field]);
    expect((await call('POST', '/clients/nobody/token-preview', { scope: 'openid' })).status).toBe(404);
  });
});
