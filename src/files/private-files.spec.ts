import { chmodSync, chownSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateFile, privateFolder, refuseExposedFile } from './private-files.js';

const OWNER = { group: false };
const GROUP = { group: true };
const newFolder = () => mkdtempSync(join(tmpdir(), 'wardkey-private-'));
const permissions = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('a file or folder with secrets', () => {
  const umask = process.umask();
  afterEach(() => void process.umask(umask));

  it.each([0o000, 0o022, 0o077])('is made for its owner only under umask %o', (mask) => {
    process.umask(mask);
    const folder = join(newFolder(), 'data', 'inner');
    privateFolder(folder, OWNER);
    privateFile(join(folder, 'a'), OWNER);
    expect([permissions(folder), permissions(join(folder, 'a'))]).toEqual(['700', '600']);
    privateFile(join(folder, 'a'), OWNER);
  });

  it.each([
    [0o755, 'every user can access it (mode 755). To fix this: chmod 700 '],
    [0o701, 'every user can access it (mode 701). To fix this: chmod 700 '],
    [0o770, 'its group can access it (mode 770). To fix this: chmod 700 '],
    [0o740, 'its group can access it'],
  ])('is refused as a folder with mode %o', (mode, message) => {
    const folder = newFolder();
    chmodSync(folder, mode);
    expect(() => privateFolder(folder, OWNER)).toThrow(message);
    expect(permissions(folder)).toBe(mode.toString(8));
  });

  it.each([0o644, 0o640, 0o660, 0o602, 0o666])('is refused as a file with mode %o', (mode) => {
    const file = join(newFolder(), 'of "ours"');
    writeFileSync(file, 'secret');
    chmodSync(file, mode);
    expect(() => privateFile(file, OWNER)).toThrow(`To fix this: chmod 600 '${file}'`);
  });

  it('may be open to its group when the settings say so, but never to everybody', () => {
    const folder = newFolder();
    const file = join(folder, 'a');
    writeFileSync(file, 'secret');
    chmodSync(file, 0o660);
    chmodSync(folder, 0o2770);
    privateFolder(folder, GROUP);
    privateFile(file, GROUP);
    chmodSync(file, 0o664);
    chmodSync(folder, 0o775);
    expect(() => privateFolder(folder, GROUP)).toThrow(`chmod 770 ${folder}`);
    expect(() => privateFile(file, GROUP)).toThrow(`chmod 660 ${file}`);
  });

  it('is refused as a symbolic link, also when the link has no target', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'real'), 'secret', { mode: 0o600 });
    for (const target of ['real', 'nowhere']) {
      symlinkSync(join(folder, target), join(folder, `to-${target}`));
      expect(() => refuseExposedFile(join(folder, `to-${target}`), OWNER)).toThrow('is a symbolic link');
    }
    refuseExposedFile(join(folder, 'not-there'), OWNER);
  });

  // Only root can change the owner of a file.
  const asRoot = process.geteuid?.() === 0 ? it : it.skip;
  asRoot('is refused when it belongs to another user', () => {
    const folder = newFolder();
    chownSync(folder, 12_345, 0);
    expect(() => privateFolder(folder, OWNER)).toThrow(`belongs to the user 12345`);
  });
});
