import { compactVerify, decodeProtectedHeader } from 'jose';
import type { Client } from 'oidc-provider';
import type { SigningKeys } from '#src/keys/signing-keys.js';

/** `IdToken.validate` of the engine. */
export type ValidateHint = (
  idToken: string,
  client: Client,
) => Promise<{ header: Record<string, unknown>; payload: Record<string, unknown> }>;

/**
 * `IdToken.validate`: verifies an ID token by which an app says whom it means (`id_token_hint`), with every key that may
 * have signed it and was not revoked. The token may have expired: OpenID Connect RP-Initiated Logout 1.0 section 2.
 *
 * @throws Error when it is not an ID token of this server for this client. The engine answers with `invalid_request`.
 */
export function hintsOfAllKeys(keys: SigningKeys, issuer: string): ValidateHint {
  return async (idToken, client) => {
    const alg = client.idTokenSignedResponseAlg ?? '';
    const key = await keys.hintKey(decodeProtectedHeader(idToken).kid);
    if (!key) throw new Error('the key of this ID token is not known, or revoked');
    const { payload, protectedHeader } = await compactVerify(idToken, key, { algorithms: [alg] });
    const claims = JSON.parse(Buffer.from(payload).toString()) as Record<string, unknown>;
    const audiences = [claims.aud].flat();
    if (claims.iss !== issuer || !audiences.includes(client.clientId) || typeof claims.sub !== 'string')
      throw new Error('not an ID token of this server for this client');
    return { header: { ...protectedHeader }, payload: claims };
  };
}
