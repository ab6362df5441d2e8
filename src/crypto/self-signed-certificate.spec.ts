import { createHash, generateKeyPair, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { selfSignedCertificate } from './self-signed-certificate.js';

const newPair = promisify(generateKeyPair);

describe('a self-signed certificate', () => {
  const validity = { from: new Date('2030-01-02T03:04:05Z'), until: new Date('2051-01-02T03:04:05Z') };

  it.each([
    ['RSA', () => newPair('rsa', { modulusLength: 2048 })],
    ['EC', () => newPair('ec', { namedCurve: 'P-256' })],
  ])('of an %s key can be read by other software and verifies with this key', async (_kind, make) => {
    const { privateKey, publicKey } = await make();
    const { pem, x5c, thumbprint } = selfSignedCertificate(privateKey, { name: 'Wärdkey', ...validity });
    const certificate = new X509Certificate(pem);
    expect(certificate.verify(publicKey)).toBe(true);
    expect(certificate.publicKey.equals(publicKey)).toBe(true);
    expect(certificate.subject).toBe('CN=Wärdkey');
    expect([certificate.validFrom, certificate.validTo].map(Date.parse)).toEqual(
      [validity.from, validity.until].map(Number),
    );
    expect(certificate.raw.toString('base64')).toBe(x5c);
    expect(createHash('sha256').update(certificate.raw).digest('base64url')).toBe(thumbprint);
  });

  it('is refused for any other kind of key', async () => {
    const { privateKey } = await newPair('ed25519');
    expect(() => selfSignedCertificate(privateKey, { name: 'x', ...validity })).toThrow('RSA or EC');
  });
});
