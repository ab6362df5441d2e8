import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proves } from '../../test/support/proves.js';
import { loadEncryptionKeys } from './encryption-key.js';

const folder = () => join(mkdtempSync(join(tmpdir(), 'wardkey-key-')), 'data');
const loadEncryptionKey = (settings: Parameters<typeof loadEncryptionKeys>[0]) =>
  loadEncryptionKeys(settings)[0];
const permissions = (path: string) => statSync(path).mode & 0o777;

describe('the encryption key', () => {
  it('comes from the settings when they have one, and no file is made', () => {
    const dataDirectory = folder();
    const encryptionKey = Buffer.alloc(32, 9).toString('base64');
    expect(loadEncryptionKey({ encryptionKey, dataDirectory })).toEqual(Buffer.alloc(32, 9));
    expect(() => statSync(dataDirectory)).toThrow('ENOENT');
  });

  it('is made once in a file that only its owner can read, and is the same at the next start', () => {
    const dataDirectory = folder();
    const first = loadEncryptionKey({ dataDirectory });
    const file = join(dataDirectory, 'encryption.key');
    expect(first).toHaveLength(32);
    expect(permissions(file)).toBe(0o600);
    expect(permissions(dataDirectory)).toBe(0o700);
    const written = readFileSync(file, 'utf8');
    expect(loadEncryptionKey({ dataDirectory })).toEqual(first);
    expect(readFileSync(file, 'utf8')).toBe(written);
    expect(loadEncryptionKey({ dataDirectory: folder() })).not.toEqual(first);
  });

  it('is written whole: no half-written file is left beside it', () => {
    const dataDirectory = folder();
    loadEncryptionKey({ dataDirectory });
    loadEncryptionKey({ dataDirectory });
    expect(readdirSync(dataDirectory)).toEqual(['encryption.key']);
  });

  it.each(['', 'c2hvcnQ=', 'not base64 at all', Buffer.alloc(33).toString('base64')])(
    'in a damaged file (%j) stops the start, and the file is not replaced',
    (content) => {
      proves('TM-48');
      const dataDirectory = folder();
      mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
      const file = join(dataDirectory, 'encryption.key');
      writeFileSync(file, content, { mode: 0o600 });
      expect(() => loadEncryptionKey({ dataDirectory })).toThrow('Restore it from your backup');
      expect(readFileSync(file, 'utf8')).toBe(content);
    },
  );

  it('may be followed by others that only open: of the settings, or in further lines of the file', () => {
    const [one, two, three] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte));
    const text = (key: Buffer) => key.toString('base64');
    const dataDirectory = folder();
    expect(
      loadEncryptionKeys({ encryptionKey: text(one!), otherEncryptionKeys: [text(two!)], dataDirectory }),
    ).toEqual([one, two]);
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    writeFileSync(join(dataDirectory, 'encryption.key'), `${text(one!)}\r\n${text(two!)}\n\n`, {
      mode: 0o600,
    });
    expect(loadEncryptionKeys({ otherEncryptionKeys: [text(three!)], dataDirectory })).toEqual([
      one,
      two,
      three,
    ]);
  });
});
