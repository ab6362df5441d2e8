import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { type AuthorizationServer, fetchJson } from './authorization-server.js';
import { FhirError, unauthorized } from './fhir-error.js';
import { type TokenContext } from './scopes.js';

/** How this server authenticates for token introspection. */
export interface IntrospectionClient {
  client_id: string;
  client_secret: string;
  /**
   * Introspect JWTs too: then the server notices at once that an access was ended, and not only when the token
   * expires.
   */
  asksAboutJwts?: boolean;
}

/** Checks bearer tokens: a JWT by its signature, every other token by introspection at the authorization server. */
export class AccessTokenVerifier {
  private keySet?: { uri: string; keys: ReturnType<typeof createRemoteJWKSet> };

  constructor(
    private readonly authorizationServer: AuthorizationServer,
    private readonly baseUrl: string,
    private readonly introspection: IntrospectionClient | undefined,
    private readonly clock: () => Date,
    private readonly typ = 'at+jwt',
  ) {}

  /**
   * @param authorization the header of that name
   * @throws FhirError 401, or 503 when the authorization server does not answer
   */
  async verify(authorization: string | undefined): Promise<TokenContext> {
    const [, token] = /^Bearer +([\w\-.~+/]+=*)$/i.exec(authorization ?? '') ?? [];
    if (!token) throw unauthorized('A bearer token is needed', authorization === undefined);
    const isJwt = token.split('.').length === 3;
    const claims = isJwt ? await this.verifyJwt(token) : await this.introspect(token);
    if (isJwt && this.introspection?.asksAboutJwts) await this.introspect(token);
    return {
      sub: text(claims.sub) ?? '',
      client_id: text(claims.client_id) ?? '',
      scope: text(claims.scope) ?? '',
      patient: text(claims.patient),
      fhirUser: text(claims.fhirUser),
    };
  }

  private async verifyJwt(token: string): Promise<JWTPayload> {
    const { jwks_uri } = await this.authorizationServer.discovery();
    if (this.keySet?.uri !== jwks_uri) {
      this.keySet = {
        uri: jwks_uri,
        keys: createRemoteJWKSet(new URL(jwks_uri), { cooldownDuration: 1_000 }),
      };
    }
    try {
      const { payload } = await jwtVerify(token, this.keySet.keys, {
        typ: this.typ,
        issuer: this.authorizationServer.issuer,
        audience: this.baseUrl,
        requiredClaims: ['exp', 'sub', 'client_id'],
        currentDate: this.clock(),
      });
      return payload;
    } catch (error) {
      if (isAboutTheToken(error)) throw unauthorized(`The access token is not valid: ${error.message}`);
      throw new FhirError(503, 'transient', 'The keys of the authorization server cannot be read');
    }
  }

  private async introspect(token: string): Promise<JWTPayload> {
    const { introspection_endpoint } = await this.authorizationServer.discovery();
    if (!this.introspection || !introspection_endpoint)
      throw unauthorized('Only JWT access tokens are known');
    const { client_id, client_secret } = this.introspection;
    const basic = Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`);
    const claims = (await fetchJson(introspection_endpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${basic.toString('base64')}`, accept: 'application/json' },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
    })) as JWTPayload & { active?: boolean };
    if (claims.active !== true) throw unauthorized('The access token is not active');
    if (![claims.aud].flat().includes(this.baseUrl))
      throw unauthorized('The access token is for another server');
    if (claims.exp !== undefined && claims.exp * 1000 <= this.clock().getTime()) {
      throw unauthorized('The access token has expired');
    }
    return claims;
  }
}

/**
 * Whether the error is about the token. When the key set cannot be fetched, the error says nothing about the token.
 */
const isAboutTheToken = (error: unknown): error is errors.JOSEError =>
  error instanceof errors.JOSEError &&
  !(
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );

const text = (claim: unknown) => (typeof claim === 'string' ? claim : undefined);
