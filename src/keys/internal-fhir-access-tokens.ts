import { Injectable } from '@nestjs/common';
import { newHandle } from '#src/crypto/handle.js';
import { Settings } from '#src/config/settings/settings.js';
import { Clock } from '#src/clock/clock.js';
import { FhirAccessTokens, type TokenPurpose } from '#src/fhir-client/fhir-access-tokens.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { ForeignAccessTokens } from './foreign-access-tokens.js';
import { SigningKeys } from './signing-keys.js';

/** The client id in tokens that this server issues to itself. It needs no registration. */
export const INTERNAL_CLIENT_ID = 'wardkey-internal-fhir-lookup';
const LIFETIME_SECONDS = 300;
const RENEW_BEFORE_SECONDS = 60;
/**
 * Signs the access tokens for this server’s own FHIR searches (RFC 9068), without a request to its own token endpoint.
 * Any FHIR server that trusts the published keys accepts them. A token is never logged, and sent only to its own FHIR
 * server.
 */
@Injectable()
export class InternalFhirAccessTokens extends FhirAccessTokens {
  private readonly cache = new Map<string, Promise<HeldToken>>();
  private readonly renewals = new Map<string, Promise<HeldToken>>();

  constructor(
    private readonly settings: Settings,
    private readonly signingKeys: SigningKeys,
    private readonly elsewhere: ForeignAccessTokens,
    private readonly clock: Clock,
  ) {
    super();
  }

  async tokenFor(server: FhirServer, purpose: TokenPurpose): Promise<string> {
    const now = this.clock.epoch();
    const scope = this.scopeFor(server, purpose);
    const key = `${scope} ${server.baseUrl}`;
    const cached = await this.cache.get(key)?.catch(() => undefined);
    if (cached && cached.exp - RENEW_BEFORE_SECONDS > now && this.isOfPresentKey(cached, server))
      return cached.token;
    // Requests that come while a new token is being made wait for that token.
    const underWay = this.renewals.get(key) ?? this.renew(key, server, scope, now);
    return (await underWay).token;
  }

  /**
   * The scopes allow reading and searching for people, and nothing clinical. One token covers what every sign-in
   * searches. Visits, and types that only a claim or another resource can name, have a token of their own each: a
   * server that refuses such a type still accepts the other token.
   */
  private scopeFor({ authorization, scopeSyntax }: FhirServer, purpose: TokenPurpose): string {
    if (authorization?.scope !== undefined) return authorization.scope;
    const searched = new Set([...this.settings.fhirUser.resourceTypes, 'Patient']);
    const types =
      purpose === 'encounters'
        ? ['Encounter']
        : purpose === 'people' || searched.has(purpose)
          ? [...searched]
          : [purpose];
    return types.map((type) => `system/${type}.${scopeSyntax === 'v1' ? 'read' : 'rs'}`).join(' ');
  }

  private renew(key: string, server: FhirServer, scope: string, now: number): Promise<HeldToken> {
    const fresh: Promise<HeldToken> = server.authorization
      ? this.elsewhere.request(server.authorization, scope, now)
      : this.signed(server, scope, now);
    this.renewals.set(key, fresh);
    this.cache.set(key, fresh);
    void fresh.catch(() => undefined).finally(() => this.renewals.delete(key));
    return fresh;
  }

  private async signed(server: FhirServer, scope: string, now: number): Promise<HeldToken> {
    const alg = server.accessTokenAlgorithm;
    // The command line has no engine, which reads the keys at the start of the server.
    await this.signingKeys.ready();
    const { kid, sign } = this.signingKeys.current(alg);
    const exp = now + LIFETIME_SECONDS;
    const header = { alg, kid, typ: server.accessTokenType };
    const claims = {
      client_id: INTERNAL_CLIENT_ID,
      scope,
      iss: this.settings.issuer,
      sub: INTERNAL_CLIENT_ID,
      aud: server.baseUrl,
      jti: newHandle(),
      iat: now,
      exp,
    };
    const input = [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = Buffer.from(await sign(Buffer.from(input))).toString('base64url');
    return { token: `${input}.${signature}`, exp, kid };
  }

  /** A token of a key that was revoked may be refused, so each token is of the key that signs now. */
  private isOfPresentKey({ kid }: HeldToken, { accessTokenAlgorithm }: FhirServer): boolean {
    return kid === undefined || kid === this.signingKeys.current(accessTokenAlgorithm).kid;
  }
}

/** An access token, and when it expires: seconds since 1970. */
interface HeldToken {
  token: string;
  exp: number;
  /** The key that signed it; absent when another server did. */
  kid?: string;
}
