import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import type { AccessToken, ClientCredentials } from 'oidc-provider';
import { epochNow } from '#src/clock/clock.js';
import type { ResourceServers } from '../authorize/resource-servers.js';
import type { AroundFind } from '../engine/overrides/replace.js';
import type { ArtifactStore } from '../storage/artifact.store.js';

/** Marks a JWT that is passed to the engine as if it were an opaque handle. */
const PREFIX = 'jwt~';
const REVOKED = 'RevokedAccessToken';
/** ID tokens are RS256 too; they are kept apart by their `typ` (RFC 9068 section 4), and by what they lack. */
const ALGORITHMS = ['ES256', 'RS256'];

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
 * JWT access tokens, introspectable and revocable.
 *
 * The engine never stores them and refuses them at both endpoints. Here they are found by verifying their signature,
 * and are valid as long as they have not been revoked one by one and their Grant stands; the engine then treats them
 * like stored ones, client authentication and policy included.
 */
export class JwtAccessTokens {
  private readonly keySet: ReturnType<typeof createLocalJWKSet>;

  /** @param jwks the public halves of the keys that access tokens are signed with. */
  constructor(
    private readonly issuer: string,
    jwks: JSONWebKeySet,
    private readonly store: ArtifactStore,
    private readonly resources: Pick<ResourceServers, 'accessTokenType'>,
  ) {
    this.keySet = createLocalJWKSet(jwks);
  }

  /** `find` of access tokens: those that carry a Grant. */
  ofPeople(Token: new (members: never) => AccessToken): AroundFind<AccessToken> {
    return (find) => async (handle, options) => {
      if (!handle.startsWith(PREFIX)) return find(handle, options);
      const payload = await this.verified(handle);
      if (!payload || typeof payload.grant_id !== 'string') return undefined;
      const members = { ...common(payload), accountId: payload.sub, grantId: payload.grant_id };
      return this.revocable(new Token(members as never), payload);
    };
  }

  /** `find` of the tokens that clients get for themselves. */
  ofClients(Token: new (members: never) => ClientCredentials): AroundFind<ClientCredentials> {
    return (find) => async (handle, options) => {
      if (!handle.startsWith(PREFIX)) return find(handle, options);
      const payload = await this.verified(handle);
      if (!payload || payload.grant_id !== undefined) return undefined;
      return this.revocable(new Token(common(payload) as never), payload);
    };
  }

  private async verified(handle: string): Promise<JWTPayload | undefined> {
    try {
      const token = Buffer.from(handle.slice(PREFIX.length), 'base64url').toString();
      const { payload, protectedHeader } = await jwtVerify(token, this.keySet, {
        issuer: this.issuer,
        algorithms: ALGORITHMS,
      });
      // An ID token is for a client, and names none beside.
      if (typeof payload.client_id !== 'string') return undefined;
      if (protectedHeader.typ !== this.resources.accessTokenType([payload.aud ?? []].flat()))
        return undefined;
      return payload.jti && !(await this.store.find(REVOKED, payload.jti)) ? payload : undefined;
    } catch {
      // Not ours, changed, or expired: to the caller all the same as unknown (RFC 7662 section 2.2).
      return undefined;
    }
  }

  private revocable<Token extends { destroy(): Promise<void> }>(
    token: Token,
    { jti, exp }: JWTPayload,
  ): Token {
    token.destroy = () => this.store.upsert(REVOKED, jti!, {}, Math.max(1, exp! - epochNow()));
    return token;
  }
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
