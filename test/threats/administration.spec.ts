import { ALL_PERMISSIONS, type Permission } from '#src/roles/permissions.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { AccountAdministration } from '#src/administration/account-administration.js';
import { ALL_ROLES, permissionsOf, type Role } from '#src/roles/roles.js';
import { type Administrator, administrator, signInAtAdminPage } from '../support/administrator.js';
import { apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

interface Operation {
  method: string;
  path: string;
  operationId: string;
  needs: Permission | undefined;
  recent: boolean;
}

let hospital: Hospital;
let person: Administrator;
let operations: Operation[];

beforeAll(async () => {
  stopClock();
  hospital = await startHospital({ configure: ({ clients }) => clients.push(apiClientEntry) });
  await administrator(hospital, 'maria.lindqvist', ['administrator']);
  person = await administrator(hospital, hospital.identityProvider.people.at(-1)!.username, []);
  const document = (await (await fetch(`${hospital.issuer}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Record<string, any>>>;
  };
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => security !== undefined)
      .map(([method, { operationId, security, ...more }]) => ({
        method: method.toUpperCase(),
        // Something that does not exist: what is asked is whether the caller may, and nothing happens.
        path: path.replace('/api/v1', '').replace(/\{\w+\}/g, 'nothing'),
        operationId: operationId as string,
        needs: (security as Array<Record<string, Permission[]>>)[0]!.clientCredentials![0],
        recent: more['x-wardkey-recent-sign-in'] !== undefined,
      })),
  );
});
afterAll(async () => {
  await hospital.close();
  startClock();
});

const setRoles = (accountId: string, roles: Role[]) =>
  hospital.app.get(AccountAdministration, { strict: false }).setRoles(accountId, roles, COMMAND_LINE);
const ask = async (token: string, { method, path }: Operation) =>
  (await apiCaller(hospital, token)(method, path)).status;

it('every permission is needed by some operation, and every operation names one that exists', () => {
  const needed = new Set(operations.map(({ needs }) => needs).filter((one) => one !== undefined));
  expect(needed).toEqual(new Set(ALL_PERMISSIONS));
  expect(operations.filter(({ needs }) => needs === undefined).map(({ operationId }) => operationId)).toEqual(
    ['readCaller', 'claimFirstAdministrator'],
  );
});

describe.each<[string, Role[]]>([
  ['nobody', []],
  ...ALL_ROLES.map((role): [string, Role[]] => [role, [role]]),
  ['help-desk and auditor', ['help-desk', 'auditor']],
])('a person who is %s', (_name, roles) => {
  it('gets to exactly the operations of these roles', async () => {
    proves('TM-43');
    proves('TM-44');
    await setRoles(person.accountId, roles);
    const may = new Set(roles.flatMap(permissionsOf));
    for (const operation of operations) {
      const expected = operation.needs === undefined || may.has(operation.needs);
      const status = await ask(person.token, operation);
      expect([operation.operationId, status !== 403 && status !== 401]).toEqual([
        operation.operationId,
        expected,
      ]);
    }
  });
});

it.each(ALL_PERMISSIONS)('a client with the scope %s gets to exactly its operations', async (permission) => {
  proves('TM-43');
  proves('TM-44');
  const token = await apiToken(hospital, permission);
  for (const operation of operations) {
    const expected = operation.needs === undefined || operation.needs === permission;
    const status = await ask(token, operation);
    expect([operation.operationId, status !== 403 && status !== 401]).toEqual([
      operation.operationId,
      expected,
    ]);
  }
});

it('what cannot be undone needs a sign-in of the last five minutes, and nothing else does', async () => {
  proves('TM-43');
  await setRoles(person.accountId, ['administrator']);
  const { body } = await person.app.refresh(person.tokens.body.refresh_token as string);
  moveClock(301);
  // A token that was refreshed is new, and the sign-in is still the old one.
  const token = (await person.app.refresh(body.refresh_token as string)).body.access_token as string;
  for (const operation of operations) {
    const status = await ask(token, operation);
    expect([operation.operationId, status === 401]).toEqual([operation.operationId, operation.recent]);
  }
  const { headers } = await apiCaller(hospital, token)('DELETE', '/accounts/nothing');
  expect(headers.get('www-authenticate')).toContain(
    'error="insufficient_user_authentication", error_description="sign in again", max_age=300',
  );
  const { username } = hospital.identityProvider.people.at(-1)!;
  const again = await signInAtAdminPage(hospital, username, { browser: person.browser, max_age: '300' });
  expect((await apiCaller(hospital, again.token)('DELETE', '/accounts/nothing')).status).toBe(404);
  // A client that calls for itself has nobody to ask.
  expect((await apiCaller(hospital, await apiToken(hospital))('DELETE', '/accounts/nothing')).status).toBe(
    404,
  );
});
