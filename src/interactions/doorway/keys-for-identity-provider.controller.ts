import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import type { JWK } from 'jose';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { ownPublicKeys } from '#src/federation/connectors/openid-connect/keys/own-keys.js';
import { MayBeKept } from '#src/http/answers/may-be-kept.js';

/**
 * This server’s public keys for one identity provider. Their address is registered there (`jwks_uri`, RFC 7591 section
 * 2).
 */
@Controller('federation/:scheme/jwks')
export class KeysForIdentityProviderController {
  constructor(private readonly providers: IdentityProviders) {}

  @Get()
  @Header('Content-Type', 'application/jwk-set+json; charset=utf-8')
  @MayBeKept('public, max-age=300')
  async keys(@Param('scheme') scheme: string): Promise<{ keys: JWK[] }> {
    // An identity provider that is switched off may still be being set up, and needs the keys for that.
    const provider = await this.providers.evenSwitchedOff(scheme);
    if (!provider) throw new NotFoundException();
    return ownPublicKeys(provider);
  }
}
