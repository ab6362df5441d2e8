import { Global, Module } from '@nestjs/common';
import { FhirAccessTokens } from '#src/fhir-client/fhir-access-tokens.js';
import { HttpModule } from '#src/http/http.module.js';
import { ForeignAccessTokens } from './foreign-access-tokens.js';
import { InternalFhirAccessTokens } from './internal-fhir-access-tokens.js';
import { SigningKeys } from './signing-keys.js';

/**
 * Owns the keys that this server signs with, and the tokens that it signs for itself. Only the engine gets the private
 * keys.
 *
 * Global, because it gives the FHIR client, which may not import this room, its access tokens.
 */
@Global()
@Module({
  imports: [HttpModule],
  providers: [
    SigningKeys,
    ForeignAccessTokens,
    { provide: FhirAccessTokens, useClass: InternalFhirAccessTokens },
  ],
  exports: [SigningKeys, FhirAccessTokens],
})
export class KeysModule {}
