import { SigningKeys } from '#src/keys/signing-keys.js';
import { type Administrator, administrator } from '../support/administrator.js';
import { apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';

interface Key {
  kid: string;
  alg: string;
  state: string;
}

let hospital: Hospital;
let maria: Administrator;
let call: ReturnType<typeof apiCaller>;

beforeAll(async () => {
  hospital = await startHospital({ configure: ({ clients }) => clients.push(apiClientEntry) });
  maria = await administrator(hospital, 'maria.lindqvist', ['administrator']);
});
beforeEach(async () => {
  call = apiCaller(hospital, await apiToken(hospital));
});
afterAll(() => hospital.close());

const listed = async (): Promise<Key[]> => (await call('GET', '/keys')).body.keys;
const inState = async (state: string) =>
  (await listed()).find((key) => key.alg === 'RS256' && key.state === state)!;
const published = async () =>
  ((await (await fetch(`${hospital.issuer}/jwks`)).json()) as { keys: Key[] }).keys.map(({ kid }) => kid);

it('the keys are listed without anything private', async () => {
  proves('TM-48');
  const { body, headers } = await call('GET', '/keys');
  expect(body.keys.map(({ alg, state }: Key) => [alg, state])).toEqual([
    ['RS256', 'current'],
    ['ES256', 'current'],
  ]);
  expect(Object.keys(body.keys[0]).sort()).toEqual(
    ['alg', 'createdAt', 'kid', 'nextStep', 'nextStepAt', 'problem', 'serviceKey', 'since', 'state'].sort(),
  );
  // Without it fetch asks for a fresh answer.
  const again = { 'if-none-match': headers.get('etag')!, 'cache-control': 'max-age=0' };
  const same = await call('GET', '/keys', undefined, again);
  expect(same.status).toBe(304);
});

it('a key is rotated, its successor withdrawn, and made again; the same request twice makes one', async () => {
  const { status, body } = await call('POST', '/keys', { alg: 'RS256' });
  expect(status).toBe(200);
  const next = body.keys.find((key: Key) => key.alg === 'RS256' && key.state === 'next') as Key;
  expect(next).toMatchObject({ nextStep: 'signs' });
  await call('POST', '/keys', { alg: 'RS256' });
  expect((await inState('next')).kid).toBe(next.kid);
  expect((await call('POST', `/keys/${next.kid}/retire`)).status).toBe(200);
  expect(await inState('next')).toBeUndefined();
  const again = await call('POST', `/keys/${next.kid}/retire`);
  expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining('cannot be retired')]);
});

it('a revoked key is not published any more, and the audit log says who did it', async () => {
  proves('TM-49');
  call = apiCaller(hospital, maria.token);
  const { kid } = await inState('current');
  const { status, body } = await call('POST', `/keys/${kid}/revoke`);
  expect(status).toBe(200);
  expect(body.keys.find((key: Key) => key.kid === kid)).toMatchObject({ state: 'revoked' });
  const successor = (await inState('current')).kid;
  // The process does this by itself three times a second.
  await hospital.app.get(SigningKeys, { strict: false }).follow();
  expect(await published()).toContain(successor);
  expect(await published()).not.toContain(kid);
  const { body: log } = await call('GET', '/audit-events?event=key.revoked');
  expect(log.auditEvents).toMatchObject([{ actorId: maria.accountId, clientId: 'wardkey-admin' }]);
});

it.each<[string, string, object | undefined, number]>([
  ['POST', '/keys', {}, 400],
  ['POST', '/keys', { alg: 'HS256' }, 400],
  ['POST', '/keys', { alg: 'ES256', now: 'yes' }, 400],
  ['POST', '/keys/nothing/retire', undefined, 404],
  ['POST', '/keys/nothing/revoke', undefined, 404],
  ['DELETE', '/keys/nothing', undefined, 404],
])('%s %s %j is refused with %s', async (method, path, body, status) => {
  expect((await call(method, path, body)).status).toBe(status);
});
