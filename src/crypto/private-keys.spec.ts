import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { certificateEnd } from './private-keys.js';
import { selfSignedCertificate } from './self-signed-certificate.js';

const newPair = promisify(generateKeyPair);
const until = new Date('2031-02-03T04:05:06Z');

/** A private key as a JWK, with a certificate that ends then. */
async function certified(end: Date): Promise<object> {
  const { privateKey } = await newPair('ec', { namedCurve: 'P-256' });
  const from = new Date('2030-01-01T00:00:00Z');
  const { x5c } = selfSignedCertificate(privateKey, { name: 'Wardkey', from, until: end });
  return { ...privateKey.export({ format: 'jwk' }), x5c: [x5c] };
}

describe('the end of the certificate of a private key', () => {
  it('is that of the certificate', async () => {
    expect(certificateEnd(JSON.stringify(await certified(until)))).toBe(until.getTime() / 1000);
  });

  it('is that of the key that signs: the first one, whatever certificates the others have', async () => {
    const keys = [await certified(until), await certified(new Date('2030-06-01T00:00:00Z'))];
    expect(certificateEnd(JSON.stringify({ keys }))).toBe(until.getTime() / 1000);
    const first = { ...(await certified(new Date('2030-06-01T00:00:00Z'))), use: 'enc' };
    expect(certificateEnd(JSON.stringify({ keys: [first, ...keys] }))).toBe(until.getTime() / 1000);
  });

  it('is not known without a certificate that can be read', async () => {
    const { x5c: _certificate, ...plain } = (await certified(until)) as { x5c: string[] };
    for (const key of [plain, { ...plain, 'x5t#S256': 'a' }, { ...plain, x5c: ['bm90IG9uZQ=='] }])
      expect(certificateEnd(JSON.stringify(key))).toBe(Infinity);
    expect(certificateEnd(undefined)).toBe(Infinity);
  });
});
