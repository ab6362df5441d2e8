import { Injectable } from '@nestjs/common';
import { importJWK, SignJWT } from 'jose';
import { newHandle } from '#src/crypto/handle.js';
import { Settings } from '#src/config/settings/settings.js';
import { epochNow } from '#src/database/epoch-column.js';
import { FhirAccessTokens } from '#src/fhir-client/fhir-access-tokens.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { ForeignAccessTokens } from './foreign-access-tokens.js';
import { SigningKeys } from './signing-keys.js';

/** The client id in tokens that Wardkey issues to itself; no registration is needed. */
export const INTERNAL_CLIENT_ID = 'wardkey-internal-fhir-lookup';
const LIFETIME_SECONDS = 300;
const RENEW_BEFORE_SECONDS = 60;
/** Reading and searching people, and nothing clinical. */
const SCOPES = {
  v2: 'system/Practitioner.rs system/Patient.rs',
  v1: 'system/Practitioner.read system/Patient.read',
};

/**
 * Signs the access tokens for our own searches (RFC 9068), without a round trip to our own token endpoint.
 * Any FHIR server that trusts our published keys accepts them. Never logged, sent to that server only.
 */
@Injectable()
export class InternalFhirAccessTokens extends FhirAccessTokens {
  private readonly cache = new Map<string, Promise<{ token: string; exp: number }>>();

  private readonly renewals = new Map<string, Promise<{ token: string; exp: number }>>();

  constructor(
    private readonly settings: Settings,
    private readonly signingKeys: SigningKeys,
    private readonly elsewhere: ForeignAccessTokens,
  ) {
    super();
  }

  async tokenFor(server: FhirServer): Promise<string> {
    const now = epochNow();
    const cached = await this.cache.get(server.baseUrl)?.catch(() => undefined);
    if (cached && cached.exp - RENEW_BEFORE_SECONDS > now) return cached.token;
    // Whoever comes while a new one is under way waits for that one.
    const underWay = this.renewals.get(server.baseUrl) ?? this.renew(server, now);
    return (await underWay).token;
  }

  private renew(server: FhirServer, now: number): Promise<{ token: string; exp: number }> {
    const fresh = server.authorization
      ? this.elsewhere.request(server.authorization, now)
      : this.signed(server, now);
    this.renewals.set(server.baseUrl, fresh);
    this.cache.set(server.baseUrl, fresh);
    void fresh.catch(() => undefined).finally(() => this.renewals.delete(server.baseUrl));
    return fresh;
  }

  private async signed(server: FhirServer, now: number): Promise<{ token: string; exp: number }> {
    const jwk = (await this.signingKeys.privateJwks()).find((key) => key.alg === 'ES256')!;
    const exp = now + LIFETIME_SECONDS;
    const token = await new SignJWT({ client_id: INTERNAL_CLIENT_ID, scope: SCOPES[server.scopeSyntax] })
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid, typ: 'at+jwt' })
      .setIssuer(this.settings.issuer)
      .setSubject(INTERNAL_CLIENT_ID)
      .setAudience(server.baseUrl)
      .setJti(newHandle())
      .setIssuedAt(now)
      .setExpirationTime(exp)
      .sign(await importJWK(jwk, 'ES256'));
    return { token, exp };
  }
}
