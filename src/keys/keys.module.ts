import { Global, Module } from '@nestjs/common';
import { AuditModule } from '#src/audit/audit.module.js';
import { Settings } from '#src/config/settings/settings.js';
import { FhirAccessTokens } from '#src/fhir-client/fhir-access-tokens.js';
import { HttpModule } from '#src/http/http.module.js';
import { Egress } from '#src/http/outgoing/egress.js';
import { ExternalSigner } from './external-signer.js';
import { ForeignAccessTokens } from './foreign-access-tokens.js';
import { InternalFhirAccessTokens } from './internal-fhir-access-tokens.js';
import { KeyMaker } from './key-maker.js';
import { KeyRotation } from './key-rotation.js';
import { KeySchedule } from './key-schedule.js';
import { SigningKeyStore } from './signing-key.store.js';
import { SigningKeys } from './signing-keys.js';
import { SigningService } from './signing-service.js';

/**
 * Owns the keys that this server signs with, and the tokens that it signs for itself. No other room gets a private key:
 * the engine gets signatures.
 *
 * Global, because it gives the FHIR client, which may not import this room, its access tokens.
 */
@Global()
@Module({
  imports: [AuditModule, HttpModule],
  providers: [
    KeyMaker,
    KeyRotation,
    SigningKeys,
    SigningKeyStore,
    ForeignAccessTokens,
    {
      provide: ExternalSigner,
      inject: [Settings, Egress],
      useFactory: ({ signingKeys: { service } }: Settings, egress: Egress) =>
        service && new SigningService(service, egress),
    },
    { provide: FhirAccessTokens, useClass: InternalFhirAccessTokens },
  ],
  exports: [KeyRotation, SigningKeys, FhirAccessTokens],
})
export class KeysModule {}

/** The part that only the server runs: following the keys, and changing those that are due. */
@Module({ providers: [KeySchedule] })
export class KeyScheduleModule {}
