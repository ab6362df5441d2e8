import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { ExpiredRows } from '#src/database/expired-rows.js';
import { apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { hasPostgresql, startPostgresql } from '../support/postgresql.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';
import { startTwoNodes } from '../support/two-nodes.js';

type Caller = ReturnType<typeof apiCaller>;

/** With PostgreSQL two nodes at one address, which take turns: each repetition meets the other node. */
describe.each([
  ['SQLite', true],
  ['PostgreSQL', hasPostgresql],
])('a request with an Idempotency-Key, with %s', (kind, isThere) => {
  if (!isThere) return;
  let hospital: Hospital;
  let end: () => Promise<void>;
  let call: Caller;
  let count = 0;
  const key = () => ({ 'idempotency-key': `key-${(count += 1)}` });
  const rows = (sql: string) =>
    hospital.app.get(DataSource).query(sql) as Promise<Array<Record<string, unknown>>>;
  const named = async (name: string) => (await call('GET', `/accounts?q=${name}`)).body.accounts as unknown[];

  beforeAll(async () => {
    stopClock();
    const folder = mkdtempSync(join(tmpdir(), 'wardkey-idempotency-'));
    const postgresql = kind === 'PostgreSQL' ? await startPostgresql() : undefined;
    const url = postgresql?.url ?? `sqlite:${join(folder, 'wardkey.sqlite')}`;
    const configure = (configuration: Record<string, any>) => {
      configuration.database = { url };
      configuration.encryptionKey = Buffer.alloc(32, 7).toString('base64');
      configuration.clients.push(apiClientEntry);
    };
    // An SQLite database belongs to one process.
    const nodes = postgresql ? await startTwoNodes({ configure }) : await startHospital({ configure });
    hospital = 'hospital' in nodes ? nodes.hospital : nodes;
    call = apiCaller(hospital, await apiToken(hospital));
    end = async () => {
      await nodes.close();
      await postgresql?.close();
      rmSync(folder, { recursive: true, force: true });
    };
  });
  afterAll(async () => {
    await end();
    startClock();
  });

  it('gets the first answer again, and makes nothing twice', async () => {
    const header = key();
    const first = await call('POST', '/accounts', { displayName: 'Once' }, header);
    expect(first.status).toBe(201);
    for (let again = 0; again < 3; again += 1) {
      const { status, body, headers } = await call('POST', '/accounts', { displayName: 'Once' }, header);
      expect({ status, body }).toEqual({ status: 201, body: first.body });
      for (const name of ['location', 'etag']) expect(headers.get(name)).toBe(first.headers.get(name));
    }
    expect(await named('Once')).toHaveLength(1);
    // Without the header, or with another key, it is another request.
    await call('POST', '/accounts', { displayName: 'Once' });
    await call('POST', '/accounts', { displayName: 'Once' }, key());
    expect(await named('Once')).toHaveLength(3);
  });

  it('is refused with other content, whether it was answered or not', async () => {
    const header = key();
    await call('POST', '/accounts', { displayName: 'Mine' }, header);
    expect(await call('POST', '/accounts', { displayName: 'Other' }, header)).toMatchObject({
      status: 422,
      body: { title: 'The idempotency key belongs to another request' },
    });
    expect(await named('Other')).toHaveLength(0);
  });

  it('is carried out once when it comes many times at the same moment', async () => {
    const header = key();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', '/accounts', { displayName: 'Rush' }, header)),
    );
    expect(await named('Rush')).toHaveLength(1);
    // Those that came before there was an answer are told so; the others get it.
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set(answers.some(({ status }) => status === 409) ? [201, 409] : [201]),
    );
    const ids = answers.filter(({ status }) => status === 201).map(({ body }) => body.id as string);
    expect(new Set(ids).size).toBe(1);
    expect((await call('POST', '/accounts', { displayName: 'Rush' }, header)).body.id).toBe(ids[0]);
  });

  it('that was refused may be sent again, also changed', async () => {
    const header = key();
    const email = { email: 'taken@harbour.example' };
    await call('POST', '/accounts', email);
    for (const body of [email, { email: 'no address' }, { unknown: 1 }])
      expect([409, 400]).toContain((await call('POST', '/accounts', body, header)).status);
    expect((await call('POST', '/accounts', { displayName: 'Mended' }, header)).status).toBe(201);
  });

  it('belongs to its caller and its operation', async () => {
    const header = key();
    const { clientId } = await made(header);
    expect((await call('POST', '/accounts', { displayName: 'Same key' }, header)).status).toBe(201);
    expect((await call('POST', `/clients/${clientId}/secrets`, {}, header)).status).toBe(201);
  });

  it('shows a secret again that may have been lost on the way, and stores it sealed only', async () => {
    const header = key();
    const { clientId, secret } = await made(header);
    expect((await made(header, clientId)).secret).toBe(secret);
    const path = `/clients/${clientId}/secrets`;
    const header2 = key();
    const added = await call('POST', path, {}, header2);
    expect((await call('POST', path, {}, header2)).body).toEqual(added.body);
    expect((await call('GET', `/clients/${clientId}`)).body.secrets).toHaveLength(2);
    const stored = JSON.stringify(await rows('SELECT * FROM idempotent_request'));
    expect(stored).toContain('"sealed_answer":"v1.');
    for (const shown of [secret, added.body.clientSecret as string, header['idempotency-key'], clientId])
      expect(stored).not.toContain(shown);
  });

  it('takes a quoted key for the same key, and refuses what is no key', async () => {
    const first = await call('POST', '/accounts', { displayName: 'Quoted' }, { 'idempotency-key': '"a-b"' });
    const again = await call('POST', '/accounts', { displayName: 'Quoted' }, { 'idempotency-key': 'a-b' });
    expect(again.body).toEqual(first.body);
    for (const wrong of ['', '""', 'two words', '"open', 'x'.repeat(256), 'a, b'])
      expect(await call('POST', '/accounts', {}, { 'idempotency-key': wrong })).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'Idempotency-Key' }] },
      });
  });

  it('that lost its process goes on after two minutes, and every key is free after a day', async () => {
    const header = key();
    const body = { displayName: 'Interrupted' };
    await call('POST', '/accounts', body, header);
    await rows(`UPDATE idempotent_request SET sealed_answer = NULL WHERE sealed_answer IS NOT NULL`);
    expect((await call('POST', '/accounts', body, header)).status).toBe(409);
    moveClock(121);
    call = apiCaller(hospital, await apiToken(hospital));
    expect((await call('POST', '/accounts', body, header)).status).toBe(201);
    expect(await named('Interrupted')).toHaveLength(2);
    moveClock(86_400);
    call = apiCaller(hospital, await apiToken(hospital));
    expect((await call('POST', '/accounts', { displayName: 'Next day' }, header)).status).toBe(201);
    moveClock(86_400 + 301);
    await hospital.app.get(ExpiredRows).purge();
    expect(await rows('SELECT * FROM idempotent_request')).toEqual([]);
    call = apiCaller(hospital, await apiToken(hospital));
  });

  async function made(header: Record<string, string>, clientId = `client-${(count += 1)}`) {
    const body = {
      clientId,
      tokenEndpointAuthMethod: 'client_secret_basic',
      grantTypes: ['client_credentials'],
      scope: 'system/Patient.rs',
    };
    const answer = await call('POST', '/clients', body, header);
    expect(answer.status).toBe(201);
    return { clientId, secret: answer.body.clientSecret as string };
  }
});
