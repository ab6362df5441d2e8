import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { problemOfPrivateKeys } from '#src/crypto/private-keys.js';
import { makeProviderKeys } from './provider-keys.js';

describe('wardkey provider keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-keys-'));
  const options = { signing: 'ES256', encryption: 'ECDH-ES+A192KW' };
  const place = (name: string) => join(folder, name);
  const keysIn = (file: string) => (JSON.parse(readFileSync(file, 'utf8')) as { keys: JWK[] }).keys;
  let said = '';

  beforeAll(() => {
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['RS256', 'RSA-OAEP-256'],
    ['PS256', 'RSA-OAEP'],
    ['ES384', 'ECDH-ES'],
    ['ES512', 'ECDH-ES+A256KW'],
  ])(
    'makes a key to sign with %s and a key to decrypt with %s, which the settings accept',
    async (signing, encryption) => {
      const file = place(`${signing}.json`);
      said = '';
      await makeProviderKeys(file, { signing, encryption });
      const text = readFileSync(file, 'utf8');
      expect([problemOfPrivateKeys('sig', text), problemOfPrivateKeys('enc', text)]).toEqual([
        undefined,
        undefined,
      ]);
      const keys = keysIn(file);
      expect(keys).toMatchObject([
        { use: 'sig', alg: signing, kid: await calculateJwkThumbprint(keys[0]!) },
        { use: 'enc', alg: encryption, kid: await calculateJwkThumbprint(keys[1]!) },
      ]);
      expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
      expect(JSON.parse(said)).toEqual({ file, keys: keys.map(({ kid, use, alg }) => ({ kid, use, alg })) });
    },
  );

  it('puts new keys before the present ones', async () => {
    const file = place('rotated.json');
    await makeProviderKeys(file, options);
    const before = keysIn(file);
    await makeProviderKeys(file, { ...options, add: true });
    expect(keysIn(file)).toEqual([expect.anything(), expect.anything(), ...before]);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  });

  it('does not overwrite an existing file or a file of another kind', async () => {
    const file = place('other.json');
    writeFileSync(file, '{"mine":true}', { mode: 0o600 });
    await expect(makeProviderKeys(file, options)).rejects.toThrow('exists already');
    await expect(makeProviderKeys(file, { ...options, add: true })).rejects.toThrow('no private keys');
    await expect(makeProviderKeys(place('new.json'), { ...options, certificate: file })).rejects.toThrow(
      'exists already',
    );
    expect(readFileSync(file, 'utf8')).toBe('{"mine":true}');
    expect(existsSync(place('new.json'))).toBe(false);
  });

  it('makes a certificate of the signing key, and names its thumbprint in the key', async () => {
    const [file, certificate] = [place('entra.json'), place('entra.pem')];
    await makeProviderKeys(file, { ...options, signing: 'PS256', certificate });
    const { raw, validTo, subject } = new X509Certificate(readFileSync(certificate));
    const [signing] = keysIn(file);
    expect(signing!.x5c).toEqual([raw.toString('base64')]);
    expect(signing!['x5t#S256']).toMatch(/^[\w-]{43}$/);
    expect(subject).toBe('CN=Wardkey');
    expect(Date.parse(validTo)).toBeGreaterThan(Date.now());
    expect(readFileSync(certificate, 'utf8')).not.toContain('PRIVATE');
  });

  it.each([
    [{ signing: 'HS256' }, '--signing must be one of RS256,'],
    [{ encryption: 'dir' }, '--encryption must be one of RSA-OAEP,'],
  ])('lists the algorithms that can be chosen: %j', async (changes, message) => {
    await expect(makeProviderKeys(place('none.json'), { ...options, ...changes })).rejects.toThrow(message);
    expect(existsSync(place('none.json'))).toBe(false);
  });
});
