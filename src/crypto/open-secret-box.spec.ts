import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proves } from '../../test/support/proves.js';
import { readEncryptionKeys } from './encryption-key.js';
import { openSecretBox } from './open-secret-box.js';
import { SealedValues, type SealedValue } from './sealed-values.js';
import { SecretBox } from './secret-box.js';

const [ONE, OTHER] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));
const sealed = (key: string | undefined, plain = 'x'): SealedValue => ({
  place: 'signing_key.sealed_private_jwk',
  purpose: 'signing-key',
  sealed: new SecretBox(Buffer.from(key!, 'base64')).seal('signing-key', plain),
});

/** A database with these values. */
class Holding extends SealedValues {
  constructor(
    private readonly values: SealedValue[],
    private readonly meanwhile: () => void = () => {},
  ) {
    super();
  }

  samples(): Promise<SealedValue[]> {
    this.meanwhile();
    return Promise.resolve(this.values);
  }
}

describe('the secret box of a database', () => {
  proves('TM-48');
  let dataDirectory: string;
  beforeEach(() => (dataDirectory = mkdtempSync(join(tmpdir(), 'wardkey-box-'))));
  const open = (keys: object, values: SealedValues) => {
    const settings = { dataDirectory, ...keys };
    return openSecretBox(settings, readEncryptionKeys(settings), values);
  };

  it('opens with the key of the settings, and with one that only opens', async () => {
    const value = sealed(ONE);
    for (const keys of [{ encryptionKey: ONE }, { encryptionKey: OTHER, otherEncryptionKeys: [ONE!] }])
      expect((await open(keys, new Holding([value]))).open(value.purpose, value.sealed)).toBe('x');
  });

  it('opens although one value is damaged', async () => {
    const damaged = { ...sealed(ONE), sealed: 'v1.AAAA' };
    await open({ encryptionKey: ONE }, new Holding([damaged, sealed(ONE)]));
  });

  it('is refused with another key, which is not replaced', async () => {
    await expect(open({ encryptionKey: OTHER }, new Holding([sealed(ONE)]))).rejects.toMatchObject({
      code: 'encryption_key_wrong',
      message: expect.stringContaining('signing_key.sealed_private_jwk') as string,
    });
  });

  it('makes a key file when nothing is sealed, and none when something is', async () => {
    await expect(open({}, new Holding([sealed(ONE)]))).rejects.toMatchObject({
      code: 'encryption_key_missing',
      message: expect.stringContaining(join(dataDirectory, 'encryption.key')) as string,
    });
    expect(readdirSync(dataDirectory)).toEqual([]);
    await open({}, new Holding([]));
    expect(readdirSync(dataDirectory)).toEqual(['encryption.key']);
  });

  it('takes the key that another process makes at the same moment, before it seals', async () => {
    const makes = () => writeFileSync(join(dataDirectory, 'encryption.key'), `${ONE}\n`, { mode: 0o600 });
    const value = sealed(ONE);
    expect((await open({}, new Holding([value], makes))).open(value.purpose, value.sealed)).toBe('x');
  });
});
