import { createHash, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';

/** X.509 v3 (RFC 5280), reduced to what a self-signed certificate needs. */
const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const VERSION = 0xa0;
const COMMON_NAME = Buffer.from('0603550403', 'hex');
/** sha256WithRSAEncryption with its NULL parameter, and ecdsa-with-SHA256. */
const SIGNATURE_ALGORITHMS: Record<string, Buffer> = {
  rsa: Buffer.from('300d06092a864886f70d01010b0500', 'hex'),
  ec: Buffer.from('300a06082a8648ce3d040302', 'hex'),
};

/**
 * Makes a self-signed certificate for a key, for servers that accept keys in no other form.
 *
 * @param privateKey RSA or EC.
 * @returns the certificate in PEM and in the base64 of `x5c`, and its SHA-256 thumbprint in the form of `x5t#S256`.
 */
export function selfSignedCertificate(
  privateKey: KeyObject,
  { name, from, until }: { name: string; from: Date; until: Date },
): { pem: string; x5c: string; thumbprint: string } {
  const algorithm = SIGNATURE_ALGORITHMS[privateKey.asymmetricKeyType ?? ''];
  if (!algorithm) throw new TypeError('a certificate can only be made for an RSA or EC key');
  const subject = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(name)))));
  const serial = randomBytes(16);
  // The serial number must be positive and not zero.
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  const toBeSigned = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, serial),
    algorithm,
    subject,
    der(SEQUENCE, time(from), time(until)),
    subject,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', toBeSigned, privateKey)]);
  const certificate = der(SEQUENCE, toBeSigned, algorithm, der(BIT_STRING, signature));
  const x5c = certificate.toString('base64');
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${x5c.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
    x5c,
    thumbprint: createHash('sha256').update(certificate).digest('base64url'),
  };
}

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

/** RFC 5280 section 4.1.2.5: the year has two digits until 2049. */
function time(date: Date): Buffer {
  const text = `${date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050
    ? der(UTC_TIME, Buffer.from(text.slice(2)))
    : der(GENERALIZED_TIME, Buffer.from(text));
}
