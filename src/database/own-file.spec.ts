import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { proves } from '../../test/support/proves.js';
import { FileTakenError, OwnFile } from './own-file.js';

/** Another process that takes a file as this one does, and says so. */
async function takenByOther(path: string): Promise<{ kill(): Promise<void> }> {
  const library = JSON.stringify(createRequire(import.meta.url).resolve('better-sqlite3'));
  const program = `const Database = require(${library});
process.umask(0o077);
const lock = new Database(${JSON.stringify(`${path}.lock`)});
lock.pragma('journal_mode = MEMORY');
lock.exec('BEGIN EXCLUSIVE');
console.log('taken');
setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('the SQLite file of a server', () => {
  let folder: string;
  let path: string;
  const logged: string[] = [];

  beforeAll(() => {
    const note = (message: string) => void logged.push(message);
    Logger.overrideLogger({ log: note, warn: note, error: note, fatal: note });
  });
  afterAll(() => Logger.overrideLogger(new ConsoleLogger()));
  beforeEach(() => {
    logged.length = 0;
    folder = mkdtempSync(join(tmpdir(), 'wardkey-own-file-'));
    path = join(folder, 'wardkey.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is taken once, also in one process, and again when it was given back; the lock stays an empty file', async () => {
    proves('FI-11');
    const file = await OwnFile.take(path);
    await expect(OwnFile.take(path)).rejects.toThrow(FileTakenError);
    await expect(OwnFile.take(path)).rejects.toThrow(`A server has ${path}`);
    file.giveBack();
    file.giveBack();
    (await OwnFile.take(path)).giveBack();
    expect(readdirSync(folder)).toEqual(['wardkey.sqlite.lock']);
  });

  it('is free as soon as the process that had it was killed', async () => {
    proves('FI-11');
    const other = await takenByOther(path);
    await expect(OwnFile.take(path).finally(() => other.kill())).rejects.toThrow(FileTakenError);
    (await OwnFile.take(path)).giveBack();
  });

  it('is away when it is moved, deleted or replaced, and that is said once; moved back, it is there again', async () => {
    proves('FI-52');
    for (const name of [path, `${path}-wal`]) writeFileSync(name, '');
    const file = await OwnFile.take(path);
    let calls = 0;
    file.watch(() => (calls += 1));
    expect([file.look(), file.isAway]).toEqual([true, false]);
    for (const name of [path, `${path}-wal`]) {
      logged.length = 0;
      renameSync(name, `${name}.old`);
      expect([file.look(), file.look(), file.isAway]).toEqual([false, false, true]);
      writeFileSync(name, '');
      expect(file.look()).toBe(false);
      rmSync(name);
      expect(file.look()).toBe(false);
      renameSync(`${name}.old`, name);
      expect([file.look(), file.isAway]).toEqual([true, false]);
      expect(logged).toEqual([
        expect.stringMatching(/^\S+ is not the file any more that this server opened/),
        expect.stringContaining('is in its place again'),
      ]);
      expect(logged[0]).toContain(name);
    }
    expect(calls).toBe(2);
    file.giveBack();
    expect(existsSync(`${path}.lock`)).toBe(true);
  });
});
