import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Settings } from '#src/config/settings/settings.js';
import { readEncryptionKeys } from './encryption-key.js';
import { openSecretBox } from './open-secret-box.js';
import { SealedValues } from './sealed-values.js';
import { SecretBox } from './secret-box.js';

/**
 * Owns the encryption keys and encrypts with the first. It never gives a key itself to other rooms.
 *
 * Global, because the keys are the same everywhere. They are read from the settings at the start.
 */
@Global()
@Module({})
export class CryptoModule {
  /**
   * Reads the keys at once, so that a server which cannot read them stops before anything else is opened. Whether they
   * are the keys of the database is seen when it is open, before any other room uses them.
   */
  static forRoot(settings: Settings): DynamicModule {
    const known = readEncryptionKeys(settings);
    return {
      module: CryptoModule,
      providers: [
        {
          provide: SecretBox,
          inject: [SealedValues],
          useFactory: (values: SealedValues) => openSecretBox(settings, known, values),
        },
      ],
      exports: [SecretBox],
    };
  }
}
