import { FirstAdministrator } from '#src/administration/first-administrator.js';
import { signInAtAdminPage } from '../support/administrator.js';
import { apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const DAY = 24 * 3600;
let hospital: Hospital;

beforeEach(async () => {
  stopClock();
  hospital = await startHospital({ configure: ({ clients }) => clients.push(apiClientEntry) });
});
afterEach(async () => {
  await hospital.close();
  startClock();
});

const code = () => hospital.app.get(FirstAdministrator, { strict: false }).code();
const signIn = async (index = 0) => {
  const { username } = hospital.identityProvider.people.at(index)!;
  return apiCaller(hospital, (await signInAtAdminPage(hospital, username)).token);
};

it('a person becomes the first administrator by the code of the log, and nobody after them', async () => {
  const [maria, other] = [await signIn(), await signIn(-1)];
  expect((await maria('POST', '/first-administrator', { code: code() })).status).toBe(204);
  expect((await maria('GET', '/me')).body.roles).toEqual(['administrator']);
  const { status, body } = await other('POST', '/first-administrator', { code: code() });
  expect([status, body.detail]).toEqual([409, expect.stringContaining('There is an administrator already')]);
  expect((await other('GET', '/me')).body.roles).toEqual([]);
  const { body: log } = await maria('GET', '/audit-events?event=account.role_given');
  expect(log.auditEvents).toMatchObject([{ reason: 'first_administrator' }]);
});

it.each([
  ['another', () => 'x'.repeat(32)],
  ['part of it', () => code().slice(1)],
])('nobody becomes administrator by %s', async (_what, wrong) => {
  proves('TM-43');
  const maria = await signIn();
  expect((await maria('POST', '/first-administrator', { code: wrong() })).status).toBe(409);
  expect((await maria('GET', '/me')).body.roles).toEqual([]);
});

it('the code of yesterday works, and an older one does not', async () => {
  proves('TM-43');
  const old = code();
  moveClock(DAY);
  const yesterdays = code();
  moveClock(DAY);
  const maria = await signIn();
  expect((await maria('POST', '/first-administrator', { code: old })).status).toBe(409);
  expect((await maria('POST', '/first-administrator', { code: yesterdays })).status).toBe(204);
});

it('a client without a person becomes nothing', async () => {
  proves('TM-43');
  const client = apiCaller(hospital, await apiToken(hospital));
  expect((await client('POST', '/first-administrator', { code: code() })).status).toBe(409);
});
