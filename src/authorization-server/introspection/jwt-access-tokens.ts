import { decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import type { AccessToken, ClientCredentials } from 'oidc-provider';
import type { Clock } from '#src/clock/clock.js';
import type { SigningKeys } from '#src/keys/signing-keys.js';
import { RequestMemo } from '#src/request-scope/request-memo.js';
import type { ResourceServers } from '../authorize/resource-servers.js';
import type { AroundFind } from '../engine/overrides/replace.js';
import type { ArtifactStore } from '../storage/artifact.store.js';

/** Marks a JWT that is passed to the engine in the form of an opaque handle. */
const PREFIX = 'jwt~';
const REVOKED = 'RevokedAccessToken';
/** A few megabytes. */
const MOST_GENUINE = 1_000;
/**
 * ID tokens are signed with RS256, too. The checks below distinguish them by their `typ` (RFC 9068 section 4) and by
 * their missing `client_id`.
 */
const ALGORITHMS = ['ES256', 'RS256'];

/** The claims that the engine writes into every JWT. This server added all others. */
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
 * Puts a JWT into the form that the engine’s introspection and revocation accept for an opaque token. Also a JWE: this
 * server issues none, so it is inactive like any unknown token (RFC 7662 section 2.2).
 */
export function asOpaqueHandle(token: string): string {
  return isJwt(token) ? `${PREFIX}${Buffer.from(token).toString('base64url')}` : token;
}

/** Whether a token of this server is a JWT. Its opaque tokens contain no dot. */
export function isJwt(token: string): boolean {
  return token.includes('.');
}

/**
 * Makes JWT access tokens introspectable and revocable.
 *
 * The engine never stores JWT access tokens and refuses them at both endpoints. Here they are found by verifying their
 * signature. A token is valid as long as it has not been revoked itself and its Grant stands. The engine then treats it
 * like a stored one, client authentication and policy included.
 */
export class JwtAccessTokens {
  /**
   * Tokens whose signature was verified, each with the name of its key. A resource server asks about the same token
   * again and again.
   */
  private readonly genuine = new Map<string, { payload: JWTPayload; kid: string }>();
  /** The engine looks for a token twice at the same time. */
  private readonly looks = new RequestMemo<JWTPayload | undefined>();

  constructor(
    private readonly issuer: string,
    private readonly keys: Pick<SigningKeys, 'accepts' | 'publicKey'>,
    private readonly store: ArtifactStore,
    private readonly resources: Pick<ResourceServers, 'accessTokenType'>,
    private readonly clock: Clock,
  ) {}

  /** `find` of access tokens of people: those that carry a Grant. */
  ofPeople(Token: new (members: never) => AccessToken): AroundFind<AccessToken> {
    return (find) => async (handle, options) => {
      if (!handle.startsWith(PREFIX)) return find(handle, options);
      const payload = await this.genuineOnce(handle);
      if (typeof payload?.grant_id !== 'string' || !(await this.isActive(payload))) return undefined;
      const members = { ...common(payload), accountId: payload.sub, grantId: payload.grant_id };
      return this.revocable(new Token(members as never), payload);
    };
  }

  /** `find` of the tokens that clients get without a person. */
  ofClients(Token: new (members: never) => ClientCredentials): AroundFind<ClientCredentials> {
    return (find) => async (handle, options) => {
      if (!handle.startsWith(PREFIX)) return find(handle, options);
      const payload = await this.genuineOnce(handle);
      if (!payload || payload.grant_id !== undefined || !(await this.isActive(payload))) return undefined;
      return this.revocable(new Token(common(payload) as never), payload);
    };
  }

  private async genuineOnce(handle: string): Promise<JWTPayload | undefined> {
    const known = this.genuine.get(handle);
    // Its key may have been revoked since.
    if (known && this.keys.accepts(known.kid)) return known.payload;
    this.genuine.delete(handle);
    return this.looks.once(handle, () => this.verified(handle));
  }

  private async isActive({ jti, exp }: JWTPayload): Promise<boolean> {
    return this.clock.epoch() < exp! && !(await this.store.find(REVOKED, jti!));
  }

  /** @returns the claims of an access token of this server, which was signed by one of its keys. */
  private async verified(handle: string): Promise<JWTPayload | undefined> {
    const token = Buffer.from(handle.slice(PREFIX.length), 'base64url').toString();
    const kid = kidOf(token);
    // If the keys cannot be read, that is no fault of the token.
    const key = await this.keys.publicKey(kid);
    if (!key) return undefined;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, key, {
        issuer: this.issuer,
        algorithms: ALGORITHMS,
        // An ID token has no `client_id`.
        requiredClaims: ['client_id', 'jti', 'exp'],
      });
      const type = this.resources.accessTokenType([payload.aud ?? []].flat());
      if (protectedHeader.typ !== type) return undefined;
      if (this.genuine.size >= MOST_GENUINE) this.genuine.delete(this.genuine.keys().next().value!);
      this.genuine.set(handle, { payload, kid: kid! });
      return payload;
    } catch {
      // A token of another issuer, a manipulated one and an expired one all look like an unknown token to the caller
      // (RFC 7662 section 2.2).
      return undefined;
    }
  }

  private revocable<Token extends { destroy(): Promise<void> }>(
    token: Token,
    { jti, exp }: JWTPayload,
  ): Token {
    token.destroy = () => this.store.upsert(REVOKED, jti!, {}, Math.max(1, exp! - this.clock.epoch()));
    return token;
  }
}

/** Which key a token says it was signed with. */
function kidOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
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
