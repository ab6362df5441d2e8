import { Injectable } from '@nestjs/common';
import type { FhirServerAuthorizationSettings } from '#src/config/settings/fhir-server.settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import { clientAuthentication } from '#src/http/outgoing/client-authentication.js';
import { type Counterpart, Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/outgoing/egress.js';

/** Another authorization server gave no usable token. */
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

/**
 * Gets access tokens from another authorization server by client credentials (RFC 6749 4.4, SMART Backend Services).
 */
@Injectable()
export class ForeignAccessTokens {
  constructor(private readonly egress: Egress) {}

  /**
   * @param scope to ask for.
   * @param now seconds since 1970.
   * @throws ForeignAccessTokenError
   */
  async request(
    at: FhirServerAuthorizationSettings,
    scope: string,
    now: number,
  ): Promise<{ token: string; exp: number }> {
    const { tokenEndpoint, clientId, clientSecret, clientPrivateKey: privateKey } = at;
    const method = privateKey === undefined ? 'client_secret_basic' : 'private_key_jwt';
    const registration = {
      method,
      clientId,
      clientSecret,
      privateKey,
      rsaAlgorithm: 'RS384',
      settings: at,
    } as const;
    const proof = await clientAuthentication(registration, tokenEndpoint, now);
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      scope,
      ...proof.parameters,
    });
    const headers = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...proof.headers,
    };
    let answer: { access_token?: unknown; expires_in?: unknown };
    try {
      const sent = { method: 'POST', headers, body: form.toString() };
      const to: Counterpart = { purpose: 'fhir-token', owner: tokenEndpoint, givenBy: 'operator' };
      const response = await this.egress.request(tokenEndpoint, to, sent, IDENTITY_PROVIDER_LIMITS);
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      answer = parsed(response.text);
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

/** Hides the parser’s error message, because it quotes the text, and a token response must not be quoted. */
function parsed(text: string): { access_token?: unknown; expires_in?: unknown } {
  try {
    return JSON.parse(text) as { access_token?: unknown; expires_in?: unknown };
  } catch {
    throw new Error('not JSON');
  }
}
