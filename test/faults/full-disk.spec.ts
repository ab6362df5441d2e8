import { jest } from '@jest/globals';
import { openDatabase, sqliteFile } from '../support/database.js';
import { type Hospital, RESOURCE_SERVER_BASIC } from '../support/hospital.js';
import { startHospitalInProcess } from '../support/hospital-in-process.js';
import { proves } from '../support/proves.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };

jest.setTimeout(90_000);

/** Access that was given, and a code that was not used. */
async function accessAndCode(hospital: Hospital) {
  const browser = newBrowser();
  const newCode = async () => {
    const app = new SmartApp(hospital);
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
    return { app, code: app.answer(page).code! };
  };
  const given = await newCode();
  const { body: tokens } = await given.app.redeem(given.code);
  return { ...(await newCode()), tokens };
}

/** What is answered while nothing can be written. */
async function onlyReads(
  hospital: Hospital,
  { app, code, tokens }: Awaited<ReturnType<typeof accessAndCode>>,
): Promise<void> {
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

/** Nothing was used up or lost meanwhile. */
async function allGoesOn({ app, code, tokens }: Awaited<ReturnType<typeof accessAndCode>>): Promise<void> {
  expect((await app.redeem(code)).status).toBe(200);
  expect((await app.redeem(code)).body.error).toBe('invalid_grant');
  expect((await app.refresh(tokens.refresh_token as string)).status).toBe(200);
}

describe('a disk of SQLite on which nothing can be written any more', () => {
  it('is answered with 503 where something must be written, and what only reads goes on; with room again, all goes on', async () => {
    proves('FI-10');
    const url = sqliteFile();
    const { wardkey, hospital, close } = await startHospitalInProcess({ database: { url } });
    const access = await accessAndCode(hospital);
    // Not a byte can be written to a file any more (EFBIG), as beyond a quota (EDQUOT).
    wardkey.limit('fsize', '0');
    await onlyReads(hospital, access);
    wardkey.limit('fsize', 'unlimited');
    await allGoesOn(access);
    wardkey.signal('SIGTERM');
    expect(await wardkey.ended).toBe(0);
    expect(wardkey.output()).toMatch(/Is there space on the disk/);
    expect(wardkey.output()).not.toMatch(/unhandled|uncaught/i);
    const database = await openDatabase(url);
    expect(await database.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    await database.destroy();
    await close();
  });
});
