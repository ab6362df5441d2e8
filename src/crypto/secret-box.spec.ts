import { randomBytes } from 'node:crypto';
import { SealBrokenError, SecretBox } from './secret-box.js';

const key = randomBytes(32);
const box = new SecretBox(key);

describe('a sealed text', () => {
  it.each(['', 'x', 'a secret', 'ünïcode 🗝', '\u0000binary\n', 'x'.repeat(100_000)])(
    'can be opened: %.20j',
    (plain) => {
      expect(box.open('login', box.seal('login', plain))).toBe(plain);
    },
  );

  it('can be opened after a restart with the same key', () => {
    expect(new SecretBox(Buffer.from(key)).open('login', box.seal('login', 'x'))).toBe('x');
  });

  it('differs each time it is sealed', () => {
    expect(box.seal('login', 'x')).not.toBe(box.seal('login', 'x'));
  });

  it('cannot be opened for another purpose or with another key', () => {
    const sealed = box.seal('login', 'x');
    expect(() => box.open('signing-key', sealed)).toThrow(SealBrokenError);
    expect(() => new SecretBox(randomBytes(32)).open('login', sealed)).toThrow(SealBrokenError);
  });

  it('cannot be opened when one byte of it was changed', () => {
    const bytes = Buffer.from(box.seal('login', 'secret').split('.')[1]!, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      expect(() => box.open('login', `v1.${changed.toString('base64url')}`)).toThrow(SealBrokenError);
    }
  });

  it.each([
    '',
    'v1',
    'v1.',
    'v1.AAAA',
    'v2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'plain text',
    'v1.!!!',
  ])('is not accepted in the form %j, and the error does not repeat it', (sealed) => {
    expect(() => box.open('login', sealed)).toThrow('A secret in the database (login) cannot be decrypted');
  });
});

it('the keys of two purposes differ, and stay the same at every start', () => {
  expect(box.derive('cookies')).toEqual(new SecretBox(key).derive('cookies'));
  expect(box.derive('cookies')).not.toEqual(box.derive('csrf'));
  expect(box.derive('cookies')).toHaveLength(32);
});

describe('while the encryption key is changed', () => {
  const next = randomBytes(32);
  const changed = new SecretBox(next, [key]);

  it('what each key sealed can be opened, and the new key alone seals', () => {
    expect(changed.open('login', box.seal('login', 'x'))).toBe('x');
    expect(new SecretBox(next).open('login', changed.seal('login', 'x'))).toBe('x');
    expect(() => box.open('login', changed.seal('login', 'x'))).toThrow(SealBrokenError);
  });

  it('a value of the earlier key is sealed anew for the new key, and one of the new key stays', () => {
    const resealed = changed.resealed('login', box.seal('login', 'x'))!;
    expect(new SecretBox(next).open('login', resealed)).toBe('x');
    expect(changed.resealed('login', resealed)).toBeUndefined();
  });

  it('a value of a third key is refused', () => {
    const foreign = new SecretBox(randomBytes(32)).seal('login', 'x');
    expect(() => changed.resealed('login', foreign)).toThrow(SealBrokenError);
  });

  it('the derived keys of both are there, that of the new key first', () => {
    expect(changed.deriveAll('cookies')).toEqual([
      new SecretBox(next).derive('cookies'),
      box.derive('cookies'),
    ]);
  });
});

it.each([0, 16, 31, 33])('a key of %d bytes is refused', (length) => {
  expect(() => new SecretBox(randomBytes(length))).toThrow('must be 32 bytes');
  expect(() => new SecretBox(key, [randomBytes(length)])).toThrow('must be 32 bytes');
});
