import { compactVerify, exportJWK, generateKeyPair } from 'jose';
import { localSigner, publicKeyOf } from '#src/keys/signer.js';
import type { KeyAlgorithm } from '#src/keys/signing-key.entity.js';
import type { CurrentKey } from '#src/keys/signing-keys.js';
import { SigningKey } from './signing-key.js';

/** Keys that the test changes, with the one before the present one. */
class ChangingKeys {
  private readonly made: CurrentKey[] = [];
  async change(alg: KeyAlgorithm): Promise<void> {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = await exportJWK(privateKey);
    this.made.unshift({
      kid: `key-${this.made.length}`,
      publicKey: publicKeyOf(jwk),
      sign: localSigner(jwk),
    });
  }
  current = () => this.made[0]!;
  sign = (_alg: KeyAlgorithm, kid: unknown, data: Uint8Array) =>
    this.made.find((key) => key.kid === kid)!.sign(data);
}

const inputOf = (header: object) =>
  [header, { sub: 'somebody' }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
const signed = async (key: SigningKey, input: string) =>
  `${input}.${Buffer.from(await key.sign(Buffer.from(input))).toString('base64url')}`;

describe('SigningKey', () => {
  it.each(['RS256', 'ES256'] as const)('makes signatures of %s that others verify', async (alg) => {
    const keys = new ChangingKeys();
    await keys.change(alg);
    const key = new SigningKey(keys, alg);
    const { payload } = await compactVerify(
      await signed(key, inputOf({ alg, kid: key.kid })),
      key.keyObject(),
    );
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual({ sub: 'somebody' });
  });

  it('is always the current key, and a token that names the key before is signed with that one', async () => {
    const keys = new ChangingKeys();
    await keys.change('ES256');
    const key = new SigningKey(keys, 'ES256');
    const before = { kid: key.kid, publicKey: key.keyObject() };
    const input = inputOf({ alg: 'ES256', kid: before.kid });
    await keys.change('ES256');
    expect(key.kid).toBe('key-1');
    await expect(compactVerify(await signed(key, input), before.publicKey)).resolves.toBeDefined();
    const next = inputOf({ alg: 'ES256', kid: key.kid });
    await expect(compactVerify(await signed(key, next), key.keyObject())).resolves.toBeDefined();
  });

  it('shows the engine the public key only', async () => {
    const keys = new ChangingKeys();
    await keys.change('ES256');
    const key = new SigningKey(keys, 'ES256');
    expect([key.kid, key.alg, key.use, key.kty, key.crv, key.keyObject().type]).toEqual([
      'key-0',
      'ES256',
      'sig',
      'EC',
      'P-256',
      'public',
    ]);
  });
});
