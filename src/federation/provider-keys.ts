import { Injectable } from '@nestjs/common';
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/egress.js';

/** Far more than anybody has providers; what changed providers leave behind must not pile up. */
const MAX_KEY_SETS = 200;

/**
 * The signing keys providers publish, kept for ten minutes. By their address, not by scheme: a provider that is changed
 * while the server runs must not be believed with its predecessor’s keys.
 */
@Injectable()
export class ProviderKeys {
  private readonly keySets = new Map<string, JWTVerifyGetKey>();

  constructor(private readonly egress: Egress) {}

  /** Asked when a token is verified; throws EgressError then, when the keys cannot be read. */
  at(jwksUri: string): JWTVerifyGetKey {
    const known = this.keySets.get(jwksUri);
    if (known) return known;
    const keySet = createRemoteJWKSet(new URL(jwksUri), {
      cooldownDuration: 30_000,
      cacheMaxAge: 10 * 60 * 1000,
      [customFetch]: async (url: string) => {
        const response = await this.egress.request(
          url,
          { headers: { accept: 'application/json' } },
          IDENTITY_PROVIDER_LIMITS,
        );
        return new Response(response.text, { status: response.status });
      },
    });
    if (this.keySets.size >= MAX_KEY_SETS) this.keySets.clear();
    this.keySets.set(jwksUri, keySet);
    return keySet;
  }
}
