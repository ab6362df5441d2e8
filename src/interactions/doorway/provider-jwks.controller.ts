import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import type { JWK } from 'jose';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { ownPublicKeys } from '#src/federation/connectors/openid-connect/keys/own-keys.js';
import { MayBeKept } from '#src/http/answers/may-be-kept.js';

/** Our public keys for one identity provider, to be registered there by this address (`jwks_uri`, RFC 7591 section 2). */
@Controller('federation/:scheme/jwks')
export class ProviderJwksController {
  constructor(private readonly providers: IdentityProviders) {}

  @Get()
  @Header('Content-Type', 'application/jwk-set+json; charset=utf-8')
  @MayBeKept('public, max-age=300')
  async keys(@Param('scheme') scheme: string): Promise<{ keys: JWK[] }> {
    // One that is switched off is often still being set up.
    const provider = await this.providers.evenSwitchedOff(scheme);
    if (!provider) throw new NotFoundException();
    return ownPublicKeys(provider);
  }
}
