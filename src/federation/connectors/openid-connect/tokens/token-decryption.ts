import {
  compactDecrypt,
  decodeProtectedHeader,
  importJWK,
  type JWK,
  type ProtectedHeaderParameters,
} from 'jose';
import { fitsEncryption, KEY_ENCRYPTION_ALGORITHMS, privateKeysFor } from '#src/crypto/private-keys.js';

const CONTENT_ALGORITHMS = [
  'A128GCM',
  'A192GCM',
  'A256GCM',
  'A128CBC-HS256',
  'A192CBC-HS384',
  'A256CBC-HS512',
];

/** A token cannot be decrypted. The message may go into the audit trail, so nothing in it comes from the token. */
export class UndecryptableError extends Error {}

/** Whether a token is encrypted (RFC 7516 section 3.1), or looks like it. */
export function isEncrypted(token: string): boolean {
  return token.split('.').length === 5;
}

/**
 * Decrypts a token (RFC 7516). The content still has to be verified like any other: encryption does not say who wrote
 * it. The token's `alg` decides the algorithm, whatever the key's own `alg` says. The key with the token's `kid` is
 * tried first, then every other key that fits, because the sender may use its own name for a key.
 *
 * @param keys a private JWK, or a JWK Set with several while keys are changed; undefined when there are none.
 * @throws UndecryptableError
 */
export async function decryptToken(token: string, keys: string | undefined): Promise<string> {
  const { alg: named, kid } = headerOf(token);
  const alg = KEY_ENCRYPTION_ALGORITHMS.find((one) => one === named);
  if (alg === undefined)
    throw new UndecryptableError(
      `cannot be decrypted: its alg is not one of ${KEY_ENCRYPTION_ALGORITHMS.join(', ')}`,
    );
  const fitting = privateKeysFor('enc', keys).filter((key) => fitsEncryption(key, alg));
  if (fitting.length === 0)
    throw new UndecryptableError(
      `cannot be decrypted: it is encrypted with ${alg}, and this server has no key for that`,
    );
  const isMeant = (key: JWK) => key.kid !== undefined && key.kid === kid;
  for (const key of [...fitting.filter(isMeant), ...fitting.filter((one) => !isMeant(one))]) {
    const text = await openedWith(key, alg, token);
    if (text !== undefined) return text;
  }
  throw new UndecryptableError('cannot be decrypted with any key of this server');
}

function headerOf(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token);
  } catch (cause) {
    throw new UndecryptableError('cannot be decrypted: it has no header', { cause });
  }
}

async function openedWith(
  { alg: _alg, key_ops: _operations, use: _use, ...key }: JWK,
  alg: string,
  token: string,
): Promise<string | undefined> {
  try {
    const { plaintext } = await compactDecrypt(token, await importJWK(key, alg), {
      keyManagementAlgorithms: [alg],
      contentEncryptionAlgorithms: CONTENT_ALGORITHMS,
      maxDecompressedLength: 0,
    });
    return new TextDecoder('utf-8', { fatal: true }).decode(plaintext);
  } catch {
    return undefined;
  }
}
