import { AuditSearch } from '#src/audit/audit-search.js';
import { ALL_PERMISSIONS } from '#src/roles/permissions.js';
import { permissionsOf } from '#src/roles/roles.js';
import { type Administrator, administrator, signInAtAdminPage } from '../support/administrator.js';
import { apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

let hospital: Hospital;
let maria: Administrator;
let people: string[];

const call = (one: Pick<Administrator, 'token'>) => apiCaller(hospital, one.token);

beforeAll(async () => {
  hospital = await startHospital({
    configure: ({ clients }) =>
      clients.push(apiClientEntry, {
        clientId: 'own-tool',
        redirectUris: [CALLBACK],
        scope: 'openid __wardkey/accounts.read',
      }),
  });
  people = hospital.identityProvider.people.map(({ username }) => username);
  maria = await administrator(hospital, 'maria.lindqvist', ['administrator']);
});
afterAll(() => hospital.close());

describe('an administrator', () => {
  it('signs in without a consent page, and calls the API as far as the roles go', async () => {
    const { status, body } = await call(maria)('GET', '/me');
    expect(status).toBe(200);
    expect(body).toEqual({
      clientId: 'wardkey-admin',
      accountId: maria.accountId,
      displayName: expect.any(String) as string,
      roles: ['administrator'],
      permissions: ALL_PERMISSIONS,
    });
    expect((await call(maria)('GET', '/accounts')).status).toBe(200);
  });

  it('goes on with a refresh token, and no longer than the session', async () => {
    const { body } = await maria.app.refresh(maria.tokens.body.refresh_token as string);
    maria.tokens.body.refresh_token = body.refresh_token;
    expect((await apiCaller(hospital, body.access_token as string)('GET', '/me')).status).toBe(200);
    const other = await administrator(hospital, people.at(-1)!, ['auditor']);
    await call(maria)('POST', `/accounts/${other.accountId}/deactivate`);
    expect((await call(other)('GET', '/me')).status).toBe(401);
    expect((await other.app.refresh(other.tokens.body.refresh_token as string)).body.error).toBe(
      'invalid_grant',
    );
    await call(maria)('POST', `/accounts/${other.accountId}/activate`);
    expect((await call(other)('GET', '/me')).status).toBe(401);
  });

  it('needs no FHIR resource, and an app of a FHIR server still does', async () => {
    const { body } = await call(maria)('GET', '/audit-events?event=login.succeeded');
    expect(JSON.stringify(body.auditEvents[0].trail)).not.toContain('"fhirUser"');
  });

  it('is named in the audit log as the one who did it', async () => {
    const { body: made } = await call(maria)('POST', '/accounts', { displayName: 'Somebody' });
    const rows = [];
    for await (const row of hospital.app
      .get(AuditSearch, { strict: false })
      .find({ event: 'account.created', accountId: made.id }))
      rows.push(row);
    expect(rows).toMatchObject([{ actor_id: maria.accountId, client_id: 'wardkey-admin' }]);
    const { body: found } = await call(maria)(
      'GET',
      `/audit-events?actorId=${maria.accountId}&event=account.created`,
    );
    expect(found.auditEvents).toMatchObject([{ accountId: made.id, actorId: maria.accountId }]);
  });

  it('without a role may do nothing but see who they are', async () => {
    proves('TM-43');
    const nobody = await administrator(hospital, people.at(-1)!, []);
    const { body } = await call(nobody)('GET', '/me');
    expect(body).toMatchObject({ roles: [], permissions: [] });
    expect((await call(nobody)('GET', '/accounts')).status).toBe(403);
  });

  it('has what both the token and the roles allow', async () => {
    proves('TM-43');
    const help = await administrator(hospital, people.at(-1)!, ['help-desk']);
    expect(new Set((await call(help)('GET', '/me')).body.permissions)).toEqual(
      new Set(permissionsOf('help-desk')),
    );
    const narrow = await signInAtAdminPage(hospital, people.at(-1)!, {
      scope: 'openid __wardkey/accounts.read',
    });
    expect((await call(narrow)('GET', '/me')).body.permissions).toEqual(['__wardkey/accounts.read']);
    const { status, headers } = await call(narrow)('GET', '/audit-events');
    expect([status, headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('insufficient_scope'),
    ]);
  });

  it('loses at once what a role gave', async () => {
    proves('TM-43');
    const help = await administrator(hospital, people.at(-1)!, ['help-desk']);
    expect((await call(help)('GET', '/accounts')).status).toBe(200);
    expect((await call(maria)('PUT', `/accounts/${help.accountId}/roles`, { roles: [] })).body).toEqual({
      roles: [],
    });
    expect((await call(help)('GET', '/accounts')).status).toBe(403);
  });
});

describe('other apps', () => {
  it('get no token of a person for this API, whatever their registration says', async () => {
    proves('TM-43');
    const app = new SmartApp(hospital, 'own-tool');
    const address = app.authorizationUrl({
      aud: undefined,
      resource: `${hospital.issuer}/api`,
      scope: 'openid __wardkey/accounts.read',
    });
    const answer = app.answer(await newBrowser().get(address));
    expect(answer).toMatchObject({ error: 'invalid_target' });
  });

  it('that call for themselves have the scopes of their registration', async () => {
    const { body } = await call({ token: await apiToken(hospital) })('GET', '/me');
    expect(body).toEqual({
      clientId: 'provisioning',
      accountId: null,
      displayName: null,
      roles: [],
      permissions: ALL_PERMISSIONS,
    });
  });

  it('do not change who may do more than they, and give nothing that they do not have', async () => {
    proves('TM-43');
    const of = async (scope: string) => call({ token: await apiToken(hospital, scope) });
    const accounts = await of('__wardkey/accounts.write __wardkey/credentials.write');
    const { accountId } = maria;
    const refusals = [
      await accounts('POST', `/accounts/${accountId}/deactivate`),
      await accounts('PUT', `/accounts/${accountId}/fhir-user`, { fhirUser: 'Practitioner/x' }),
      await accounts('PATCH', `/accounts/${accountId}`, { displayName: 'x' }, { 'if-match': '*' }),
      await accounts('POST', `/accounts/${accountId}/invitations`),
      await accounts('PUT', `/accounts/${accountId}/local-login`, { localLogin: 'disabled' }),
      await accounts('DELETE', `/accounts/${accountId}/links/x`),
      await accounts('DELETE', `/accounts/${accountId}`),
    ];
    for (const { status, body } of refusals)
      expect([status, body.title]).toEqual([403, 'You may not do this']);
    const { body: made } = await accounts('POST', '/accounts', { displayName: 'Somebody' });
    const roles = await of('__wardkey/roles.write __wardkey/accounts.read');
    expect((await roles('PUT', `/accounts/${made.id}/roles`, { roles: ['auditor'] })).status).toBe(403);
    expect((await roles('PUT', `/accounts/${accountId}/roles`, { roles: [] })).status).toBe(403);
    expect((await roles('PUT', `/accounts/${made.id}/roles`, { roles: [] })).status).toBe(200);
  });
});

describe('roles', () => {
  it('are listed with their permissions and holders', async () => {
    const { body } = await call(maria)('GET', '/roles');
    const [first] = body.roles;
    expect(first).toMatchObject({
      name: 'administrator',
      holders: [{ accountId: maria.accountId, status: 'active' }],
    });
    expect(body.roles.map(({ name }: { name: string }) => name)).toEqual([
      'administrator',
      'help-desk',
      'auditor',
      'provisioning',
    ]);
  });

  it.each([
    [{ roles: ['root'] }, 400],
    [{ roles: ['auditor', 'auditor'] }, 400],
    [{ roles: 'auditor' }, 400],
    [{}, 400],
    [{ roles: ['auditor'], more: 1 }, 400],
  ])('%j is refused with %s', async (body, status) => {
    expect((await call(maria)('PUT', `/accounts/${maria.accountId}/roles`, body)).status).toBe(status);
  });

  it('of an account that does not exist are 404', async () => {
    expect((await call(maria)('GET', '/accounts/nothing/roles')).status).toBe(404);
    expect((await call(maria)('PUT', '/accounts/nothing/roles', { roles: [] })).status).toBe(404);
  });

  it.each([
    ['taken away', (id: string) => call(maria)('PUT', `/accounts/${id}/roles`, { roles: ['auditor'] })],
    ['switched off', (id: string) => call(maria)('POST', `/accounts/${id}/deactivate`)],
    ['deleted', (id: string) => call(maria)('DELETE', `/accounts/${id}`)],
  ])('the last administrator cannot be %s', async (_what, attempt) => {
    proves('TM-43');
    const { status, body } = await attempt(maria.accountId);
    expect([status, body.detail]).toEqual([409, expect.stringContaining('last active account')]);
    expect((await call(maria)('GET', '/me')).body.roles).toEqual(['administrator']);
  });
});
