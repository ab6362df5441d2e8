import { createHmac, createSign, type KeyObject } from 'node:crypto';

type Signer = (input: string) => Buffer | string;

/** A compact JWS of exactly these parts, valid or not. Text and bytes are put in unchanged. */
export function compact(header: object | string, payload: object | string | Buffer, sign: Signer): string {
  const input = [header, payload].map(encoded).join('.');
  const signature = sign(input);
  return `${input}.${typeof signature === 'string' ? signature : signature.toString('base64url')}`;
}

export const rs256 =
  (key: KeyObject): Signer =>
  (input) =>
    createSign('RSA-SHA256').update(input).sign(key);

export const es256 =
  (key: KeyObject, hash = 'SHA256'): Signer =>
  (input) =>
    createSign(hash).update(input).sign({ key, dsaEncoding: 'ieee-p1363' });

export const hs256 =
  (secret: string): Signer =>
  (input) =>
    createHmac('sha256', secret).update(input).digest();

export const unsigned: Signer = () => '';

function encoded(part: object | string | Buffer): string {
  const bytes = Buffer.isBuffer(part)
    ? part
    : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part));
  return bytes.toString('base64url');
}
