import { Injectable } from '@nestjs/common';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { FhirServerAuthorizationSettings } from '#src/config/settings/fhir-server.settings.js';
import { newHandle } from '#src/crypto/handle.js';
import { DomainError } from '#src/errors/domain-error.js';
import { Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/egress.js';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The other authorization server gave no token. */
export class ForeignAccessTokenError extends DomainError {
  constructor(tokenEndpoint: string, detail: string, cause?: unknown) {
    super({
      code: 'foreign_access_token',
      message: 'The care system does not answer at the moment.',
      detail: `token endpoint ${tokenEndpoint}: ${detail}`,
      cause,
    });
  }
}

/** Gets access tokens from another authorization server with client credentials (RFC 6749 4.4, SMART Backend Services). */
@Injectable()
export class ForeignAccessTokens {
  constructor(private readonly egress: Egress) {}

  /**
   * @param now seconds since 1970.
   * @throws ForeignAccessTokenError
   */
  async request(at: FhirServerAuthorizationSettings, now: number): Promise<{ token: string; exp: number }> {
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope: at.scope });
    const headers: Record<string, string> = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    };
    if (at.clientPrivateKey === undefined) {
      const encode = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
      const credentials = `${encode(at.clientId)}:${encode(at.clientSecret!)}`;
      headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    } else {
      form.set('client_assertion_type', ASSERTION_TYPE);
      form.set('client_assertion', await assertion(at, now));
    }
    let answer: { access_token?: unknown; expires_in?: unknown };
    try {
      const sent = { method: 'POST', headers, body: form.toString() };
      const response = await this.egress.request(at.tokenEndpoint, sent, IDENTITY_PROVIDER_LIMITS);
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      answer = JSON.parse(response.text) as typeof answer;
    } catch (cause) {
      throw new ForeignAccessTokenError(at.tokenEndpoint, 'no usable answer', cause);
    }
    if (typeof answer.access_token !== 'string')
      throw new ForeignAccessTokenError(at.tokenEndpoint, 'no access_token in the answer');
    return {
      token: answer.access_token,
      exp: now + (typeof answer.expires_in === 'number' ? answer.expires_in : 60),
    };
  }
}

/** SMART App Launch 2.2, "Client Authentication: Asymmetric". */
async function assertion(at: FhirServerAuthorizationSettings, now: number): Promise<string> {
  const jwk = JSON.parse(at.clientPrivateKey!) as JWK;
  const alg = jwk.alg ?? (jwk.kty === 'EC' ? 'ES384' : 'RS384');
  return new SignJWT({})
    .setProtectedHeader({ alg, typ: 'JWT', ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) })
    .setIssuer(at.clientId)
    .setSubject(at.clientId)
    .setAudience(at.tokenEndpoint)
    .setJti(newHandle())
    .setIssuedAt(now)
    .setExpirationTime(now + 240)
    .sign(await importJWK(jwk, alg));
}
