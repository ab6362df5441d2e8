import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { type AccessAndCode, accessAndCode, allGoesOn } from '../support/access-and-code.js';
import { openDatabase, sqliteFile } from '../support/database.js';
import { type Hospital, RESOURCE_SERVER_BASIC } from '../support/hospital.js';
import { startHospitalInProcess } from '../support/hospital-in-process.js';
import { proves } from '../support/proves.js';

jest.setTimeout(90_000);

/** What is answered while nothing can be written. */
async function onlyReads(hospital: Hospital, { app, code, tokens }: AccessAndCode): Promise<void> {
  for (const answer of [await app.redeem(code), await app.refresh(tokens.refresh_token as string)]) {
    const { status, headers, body } = answer;
    expect([status, headers.get('retry-after'), body.error]).toEqual([503, '1', 'temporarily_unavailable']);
  }
  const page = await fetch(app.authorizationUrl(), { redirect: 'manual', headers: { accept: 'text/html' } });
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '1']);
  for (const path of ['/jwks', '/.well-known/openid-configuration', '/health/live'])
    expect([path, (await fetch(hospital.issuer + path)).status]).toEqual([path, 200]);
  const form = { token: tokens.access_token as string };
  const { body } = await app.post('/introspect', form, { authorization: RESOURCE_SERVER_BASIC });
  expect(body.active).toBe(true);
}

/** Whether something can be saved, as the readiness says it, and the other parts. */
async function readiness(hospital: Hospital): Promise<Record<string, unknown>> {
  const answer = await fetch(`${hospital.issuer}/health/ready`);
  const body = (await answer.json()) as Record<string, unknown>;
  expect(answer.status).toBe(body.status === 'up' ? 200 : 503);
  return body;
}

const NOTHING_SAVED = { status: 'down', database: 'up', writes: 'down', file: 'up', clock: 'up', keys: 'up' };

async function untilReady(hospital: Hospital): Promise<void> {
  while ((await readiness(hospital)).status !== 'up') await pause(100);
}

describe('a disk of SQLite on which nothing can be written any more', () => {
  it('is answered with 503 where something must be written, and what only reads goes on; with room again, all goes on', async () => {
    proves('FI-10');
    const url = sqliteFile();
    const { wardkey, hospital, close } = await startHospitalInProcess({ database: { url } });
    const access = await accessAndCode(hospital);
    expect(await readiness(hospital)).toMatchObject({ status: 'up', writes: 'up' });
    // Not a byte can be written to a file any more (EFBIG), as beyond a quota (EDQUOT).
    wardkey.limit('fsize', '0');
    await onlyReads(hospital, access);
    expect(await readiness(hospital)).toMatchObject(NOTHING_SAVED);
    wardkey.limit('fsize', 'unlimited');
    await allGoesOn(access);
    await untilReady(hospital);
    wardkey.signal('SIGTERM');
    expect(await wardkey.ended).toBe(0);
    expect(wardkey.output()).toMatch(/Is there space on the disk/);
    expect(wardkey.output()).not.toMatch(/unhandled|uncaught/i);
    const database = await openDatabase(url);
    expect(await database.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    await database.destroy();
    await close();
  });

  it('that another process keeps locked is the same, and the server goes on answering meanwhile', async () => {
    proves('FI-10 FI-11');
    const url = sqliteFile();
    const { wardkey, hospital, close } = await startHospitalInProcess({ database: { url } });
    const access = await accessAndCode(hospital);
    const other = await openDatabase(url);
    await other.query('BEGIN IMMEDIATE');
    await onlyReads(hospital, access);
    expect(await readiness(hospital)).toMatchObject(NOTHING_SAVED);
    await other.query('ROLLBACK');
    await other.destroy();
    await allGoesOn(access);
    await untilReady(hospital);
    expect(wardkey.output()).toMatch(/Does another process keep the database locked\?/);
    await close();
  });
});
