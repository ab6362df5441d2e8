import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { restore } from '#src/cli/restore.js';
import { type AccessAndCode, accessAndCode, allGoesOn } from '../support/access-and-code.js';
import { openDatabase, sqliteFile } from '../support/database.js';
import { freePort, type Hospital } from '../support/hospital.js';
import { type HospitalInProcess, startHospitalInProcess } from '../support/hospital-in-process.js';
import { proves } from '../support/proves.js';
import { startWardkeyProcess, type WardkeyProcess } from '../support/wardkey-process.js';

// Each process starts from TypeScript. The limit is three times what this takes on a slow machine.
jest.setTimeout(90_000);

const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64');

describe('the SQLite file of a server', () => {
  let url: string;
  let path: string;
  let inProcess: HospitalInProcess;
  let hospital: Hospital;
  let wardkey: WardkeyProcess;
  let access: AccessAndCode;

  beforeEach(async () => {
    url = sqliteFile();
    path = url.slice('sqlite:'.length);
    inProcess = await startHospitalInProcess({ database: { url } });
    ({ hospital, wardkey } = inProcess);
    access = await accessAndCode(hospital);
  });
  afterEach(async () => {
    wardkey?.signal('SIGKILL');
    await wardkey?.ended;
    await inProcess?.close();
  });

  const ready = async () => {
    const answer = await fetch(`${hospital.issuer}/health/ready`);
    return { code: answer.status, ...((await answer.json()) as Record<string, unknown>) };
  };
  const statusOf = async (address: string) => (await fetch(address, { redirect: 'manual' })).status;

  /** Everything that is asked is answered with 503, but for what does not depend on the database. */
  async function nothingIsServed(): Promise<void> {
    const { app, code, tokens } = access;
    const answer = await app.redeem(code);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await app.refresh(tokens.refresh_token)).status).toBe(503);
    // What only reads is told by the next look.
    await wardkey.says(/is not the file any more that this server opened/);
    expect(await statusOf(app.authorizationUrl())).toBe(503);
    expect(await statusOf(`${hospital.issuer}/userinfo`)).toBe(503);
    expect(await ready()).toMatchObject({ code: 503, status: 'down', file: 'down', keys: 'up' });
    for (const document of ['/jwks', '/.well-known/openid-configuration', '/health/live'])
      expect([document, await statusOf(hospital.issuer + document)]).toEqual([document, 200]);
  }

  it('is not opened by a second server; one that was killed leaves no lock behind', async () => {
    proves('FI-11');
    const second = async () =>
      startWardkeyProcess(await freePort(), { database: { url }, encryptionKey: ENCRYPTION_KEY });
    await expect(second()).rejects.toThrow(
      new RegExp(`^Wardkey ended \\([1-9]\\d*\\)[^]*A server has ${path}[^]*Stop the server first`),
    );
    expect((await ready()).code).toBe(200);
    wardkey.signal('SIGKILL');
    expect(await wardkey.ended).toBe('SIGKILL');
    wardkey = await wardkey.again();
    await allGoesOn(access);
    wardkey.signal('SIGTERM');
    expect(await wardkey.ended).toBe(0);
    wardkey = await second();
  });

  it('that is moved away, also with another in its place, gets nothing more; moved back, all goes on', async () => {
    proves('FI-52');
    const away = `${path}.away`;
    renameSync(path, away);
    await nothingIsServed();
    // The file alone has all that was answered.
    const copy = join(mkdtempSync(join(tmpdir(), 'wardkey-away-')), 'copy.sqlite');
    copyFileSync(away, copy);
    const database = await openDatabase(`sqlite:${copy}`);
    const [issued] = await database.query(
      `SELECT count(*) AS n FROM audit_event WHERE event = 'token.issued'`,
    );
    expect(issued).toEqual({ n: 1 });
    await database.destroy();
    copyFileSync(copy, path);
    expect(await ready()).toMatchObject({ code: 503, file: 'down' });
    expect((await access.app.redeem(access.code)).status).toBe(503);
    renameSync(away, path);
    while ((await ready()).code !== 200) await pause(100);
    await allGoesOn(access);
  });

  it('whose log (-wal) is deleted loses nothing that was answered', async () => {
    proves('FI-11 FI-52');
    rmSync(`${path}-wal`);
    await nothingIsServed();
    wardkey.signal('SIGTERM');
    expect(await wardkey.ended).toBe(0);
    wardkey = await wardkey.again();
    await allGoesOn(access);
  });

  it('is not restored under the server, also when it was moved away before', async () => {
    proves('FI-11 FI-46 FI-52');
    const folder = mkdtempSync(join(tmpdir(), 'wardkey-restore-'));
    const config = join(folder, 'wardkey.yaml');
    writeFileSync(config, stringify({ database: { url }, encryptionKey: ENCRYPTION_KEY }));
    const refused = `A server has ${path}`;
    await expect(restore(undefined, { config, inPlace: true })).rejects.toThrow(refused);
    const away = join(folder, 'away.sqlite');
    renameSync(path, away);
    await expect(restore(away, { config })).rejects.toThrow(refused);
  });
});
