import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import type Provider from 'oidc-provider';
import type { ResourceServers } from '../authorize/resource-servers.js';
import type { ArtifactStore } from '../storage/artifact.store.js';

/** Marks a JWT that is passed to the engine as if it were an opaque handle. */
const PREFIX = 'jwt~';
const REVOKED = 'RevokedAccessToken';
/** ID tokens are RS256 too; they are kept apart by their `typ` (RFC 9068 section 4), and by what they lack. */
const ALGORITHMS = ['ES256', 'RS256'];

type FindOptions = { ignoreExpiration?: boolean };

/** Claims that the engine writes into every JWT; the rest is what we added. */
const ENGINE_CLAIMS = new Set([
  'jti',
  'sub',
  'iat',
  'exp',
  'scope',
  'client_id',
  'iss',
  'aud',
  'grant_id',
  'cnf',
  'authorization_details',
]);

/**
 * A JWT in the form that the engine’s introspection and revocation take for an opaque token; also a JWE, which is none of
 * ours and inactive like any other (RFC 7662 section 2.2).
 */
export function asOpaqueHandle(token: string): string {
  return token.includes('.') ? `${PREFIX}${Buffer.from(token).toString('base64url')}` : token;
}

/**
 * Makes JWT access tokens introspectable and revocable.
 *
 * The engine never stores them and refuses them at both endpoints. Here they are found by verifying their signature,
 * and are valid as long as they have not been revoked one by one and their Grant stands; the engine then treats them
 * like stored ones, client authentication and policy included.
 */
export function findJwtAccessTokens(
  provider: Provider,
  issuer: string,
  jwks: JSONWebKeySet,
  store: ArtifactStore,
  resources: Pick<ResourceServers, 'accessTokenType'>,
): void {
  const keySet = createLocalJWKSet(jwks);

  const verify = async (handle: string): Promise<JWTPayload | undefined> => {
    try {
      const token = Buffer.from(handle.slice(PREFIX.length), 'base64url').toString();
      const { payload, protectedHeader } = await jwtVerify(token, keySet, { issuer, algorithms: ALGORITHMS });
      // An ID token is for a client, and names none beside.
      if (typeof payload.client_id !== 'string') return undefined;
      if (protectedHeader.typ !== resources.accessTokenType([payload.aud ?? []].flat())) return undefined;
      return payload.jti && !(await store.find(REVOKED, payload.jti)) ? payload : undefined;
    } catch {
      // Not ours, changed, or expired: to the caller all the same as unknown (RFC 7662 section 2.2).
      return undefined;
    }
  };

  const revocable = <Token extends { destroy(): Promise<void> }>(
    token: Token,
    payload: JWTPayload,
  ): Token => {
    token.destroy = async () => {
      await store.upsert(
        REVOKED,
        payload.jti!,
        {},
        Math.max(1, payload.exp! - Math.floor(Date.now() / 1000)),
      );
    };
    return token;
  };

  const { AccessToken, ClientCredentials } = provider;
  const findAccessToken = AccessToken.find.bind(AccessToken);
  AccessToken.find = (async (handle: string, options?: FindOptions) => {
    if (!handle.startsWith(PREFIX)) return findAccessToken(handle, options);
    const payload = await verify(handle);
    if (!payload || typeof payload.grant_id !== 'string') return undefined;
    const members = { ...common(payload), accountId: payload.sub, grantId: payload.grant_id };
    return revocable(new AccessToken(members as never), payload);
  }) as typeof AccessToken.find;
  const findClientCredentials = ClientCredentials.find.bind(ClientCredentials);
  ClientCredentials.find = (async (handle: string, options?: FindOptions) => {
    if (!handle.startsWith(PREFIX)) return findClientCredentials(handle, options);
    const payload = await verify(handle);
    if (!payload || payload.grant_id !== undefined) return undefined;
    return revocable(new ClientCredentials(common(payload) as never), payload);
  }) as typeof ClientCredentials.find;
}

function common(payload: JWTPayload) {
  return {
    jti: payload.jti,
    iat: payload.iat,
    exp: payload.exp,
    clientId: payload.client_id,
    scope: payload.scope,
    aud: payload.aud,
    extra: Object.fromEntries(Object.entries(payload).filter(([name]) => !ENGINE_CLAIMS.has(name))),
  };
}
