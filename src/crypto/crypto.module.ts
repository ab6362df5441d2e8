import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Settings } from '#src/config/settings/settings.js';
import { loadEncryptionKeys } from './encryption-key.js';
import { SecretBox } from './secret-box.js';

/**
 * Owns the encryption keys and encrypts with the first. It never gives a key itself to other rooms.
 *
 * Global, because the keys are the same everywhere. They are read from the settings at the start.
 */
@Global()
@Module({})
export class CryptoModule {
  /** Reads the keys at once, so that a server which cannot read them stops before anything else is opened. */
  static forRoot(settings: Settings): DynamicModule {
    const [first, ...others] = loadEncryptionKeys(settings);
    const secretBox = new SecretBox(first, others);
    return {
      module: CryptoModule,
      providers: [{ provide: SecretBox, useValue: secretBox }],
      exports: [SecretBox],
    };
  }
}
