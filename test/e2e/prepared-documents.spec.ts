import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { UserAccessBrandsStore } from '#src/smart/discovery/user-access-brands.store.js';
import { UserAccessBrands } from '#src/smart/discovery/user-access-brands.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { RawConnection } from '../support/raw-http.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';
import { StatementCounts } from '../support/statement-counts.js';

const clock = new Clock();

const SMART = '/fhir-servers/records/.well-known/smart-configuration';
const DOCUMENTS = [
  '/jwks',
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  SMART,
  '/fhir-servers/records/capability-statement-security',
];

const OF_THE_CONNECTION = ['connection', 'date', 'keep-alive'];

describe('documents that every app reads', () => {
  let hospital: Hospital;
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(hospital.issuer + path, { method, headers });
  const all = async (response: Response) => {
    const headers = Object.fromEntries(
      [...response.headers].filter(([name]) => !OF_THE_CONNECTION.includes(name)),
    );
    return { status: response.status, headers, body: await response.text() };
  };

  beforeAll(async () => {
    stopClock();
    hospital = await startHospital();
  });
  afterAll(async () => {
    startClock();
    await hospital.close();
  });

  it.each(DOCUMENTS)('%s: the second answer is the first one, without the database', async (path) => {
    const first = await all(await get(path));
    const counts = new StatementCounts(hospital.app.get(DataSource));
    const cost = counts.start();
    const second = await all(await get(path));
    counts.remove();
    expect(first.status).toBe(200);
    expect(second).toEqual(first);
    expect(cost()).toBe('0 reads, 0 writes, 0 commits');
    expect(first.headers).toMatchObject({
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each(DOCUMENTS)('%s: the answer is the same for every origin, prepared or not', async (path) => {
    const plain = await all(await get(path));
    expect(await all(await get(path, { origin: 'https://app.example' }))).toEqual(plain);
    moveClock(2);
    expect(await all(await get(path, { origin: 'https://app.example' }))).toEqual(plain);
  });

  it.each(DOCUMENTS)('%s: a reader that has it gets 304, prepared or not', async (path) => {
    moveClock(2);
    const etag = (await get(path)).headers.get('etag')!;
    for (const seconds of [0, 2]) {
      moveClock(seconds);
      for (const known of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
        const answer = await all(await get(path, { 'if-none-match': known }));
        expect([answer.status, answer.body, answer.headers.etag]).toEqual([304, '', etag]);
        expect(answer.headers['cache-control']).toBe('public, max-age=300');
        expect(answer.headers['content-type']).toBeUndefined();
      }
      expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    }
    moveClock(2);
    await get(path, { 'if-none-match': etag });
    const counts = new StatementCounts(hospital.app.get(DataSource));
    const cost = counts.start();
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
    counts.remove();
    expect(cost()).toBe('0 reads, 0 writes, 0 commits');
  });

  it.each(DOCUMENTS)('%s: HEAD has the headers of GET, prepared or not', async (path) => {
    const { headers } = await all(await get(path));
    for (const seconds of [0, 2]) {
      moveClock(seconds);
      expect(await all(await get(path, {}, 'HEAD'))).toEqual({ status: 200, headers, body: '' });
    }
    expect((await all(await get(path))).headers).toEqual(headers);
  });

  it.each(DOCUMENTS)('%s: other requests for this address are answered as before', async (path) => {
    await get(path);
    expect((await get(path, {}, 'POST')).status).toBe(405);
    expect((await get(`${path}/x`)).status).toBe(404);
    expect((await get(`${path}?a=b`)).status).toBe(200);
    const connection = await RawConnection.open(hospital.issuer);
    connection.send(`GET ${path} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`);
    expect((await connection.answer())?.status).toBe(400);
    connection.hangUp();
  });

  it('a change made here is seen at once, one made by another process after a second', async () => {
    const identifier = async () =>
      ((await (await get(SMART)).json()) as { user_access_brand_identifier?: { value: string } })
        .user_access_brand_identifier?.value;
    const bundle = (value: string) => ({
      resourceType: 'Bundle',
      type: 'collection',
      timestamp: '2026-01-01T00:00:00Z',
      entry: [
        {
          fullUrl: 'https://hospital.example/Organization/1',
          resource: { resourceType: 'Organization', id: '1', name: 'Hospital', identifier: [{ value }] },
        },
      ],
    });
    expect(await identifier()).toBeUndefined();
    const brands = hospital.app.get(UserAccessBrands, { strict: false });
    await brands.upload(bundle('one'), { value: 'one' });
    expect(await identifier()).toBe('one');
    // What another process does to the same database.
    const store = new UserAccessBrandsStore(hospital.app.get(DataSource), clock);
    await store.put(JSON.stringify(bundle('two')), { value: 'two' });
    expect(await identifier()).toBe('one');
    moveClock(1);
    expect(await identifier()).toBe('two');
    await brands.withdraw();
    expect(await identifier()).toBeUndefined();
  });
});
