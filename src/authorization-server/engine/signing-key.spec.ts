import { compactVerify, exportJWK, generateKeyPair } from 'jose';
import { SigningKey } from './signing-key.js';

describe('SigningKey', () => {
  it.each(['RS256', 'ES256'])('makes signatures of %s that others verify', async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const key = new SigningKey({ ...(await exportJWK(privateKey)), kid: 'one', alg });
    const input = [{ alg }, { sub: 'somebody' }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = await key.sign(Buffer.from(input.join('.')));
    const jws = [...input, Buffer.from(signature).toString('base64url')].join('.');
    const { payload } = await compactVerify(jws, publicKey);
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual({ sub: 'somebody' });
  });

  it('shows the engine the public key only', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const key = new SigningKey({ ...(await exportJWK(privateKey)), kid: 'one', alg: 'ES256' });
    expect([key.kid, key.alg, key.use, key.kty, key.crv, key.keyObject().type]).toEqual([
      'one',
      'ES256',
      'sig',
      'EC',
      'P-256',
      'public',
    ]);
  });
});
