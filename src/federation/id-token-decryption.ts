import { compactDecrypt, importJWK, type JWK } from 'jose';
import { FederationError } from './errors.js';

/** Public-key algorithms only: a shared secret, or a password with a costly derivation, is nothing a provider sends us. */
const KEY_ALGORITHMS = [
  'RSA-OAEP',
  'RSA-OAEP-256',
  'RSA-OAEP-384',
  'RSA-OAEP-512',
  'ECDH-ES',
  'ECDH-ES+A128KW',
  'ECDH-ES+A256KW',
];
const CONTENT_ALGORITHMS = ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A256CBC-HS512'];

/**
 * Opens an encrypted ID token (RFC 7516). What is inside is verified as any other: encryption says nothing about who
 * wrote it.
 *
 * @returns the signed token; one that is not encrypted comes back as it is, unless encryption is expected.
 * @throws FederationError
 */
export async function decryptIdToken(idToken: string, decryptionKey: string | undefined): Promise<string> {
  const encrypted = idToken.split('.').length === 5;
  if (!encrypted && decryptionKey === undefined) return idToken;
  const refuse = (detail: string, cause?: unknown) =>
    new FederationError({ code: 'response_not_trusted', step: 'id_token_verify', detail, cause });
  if (!encrypted) throw refuse('ID token: not encrypted, although idTokenDecryptionKey is set');
  if (decryptionKey === undefined) throw refuse('ID token: encrypted, but idTokenDecryptionKey is not set');
  try {
    const jwk = JSON.parse(decryptionKey) as JWK;
    const { plaintext } = await compactDecrypt(idToken, await importJWK(jwk, jwk.alg ?? 'RSA-OAEP'), {
      keyManagementAlgorithms: KEY_ALGORITHMS,
      contentEncryptionAlgorithms: CONTENT_ALGORITHMS,
      maxDecompressedLength: 0,
    });
    return new TextDecoder('utf-8', { fatal: true }).decode(plaintext);
  } catch (cause) {
    throw refuse('ID token: cannot be decrypted', cause);
  }
}
