import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Settings } from '#src/config/settings/settings.js';
import { loadEncryptionKey } from './encryption-key.js';
import { SecretBox } from './secret-box.js';

/**
 * Owns the encryption key and what is sealed with it. Never hands the key itself out.
 *
 * Global, because there is one, made from the settings at the start.
 */
@Global()
@Module({})
export class CryptoModule {
  /** Reads the key at once: a start that cannot have it says so before anything else is opened. */
  static forRoot(settings: Settings): DynamicModule {
    const secretBox = new SecretBox(loadEncryptionKey(settings));
    return {
      module: CryptoModule,
      providers: [{ provide: SecretBox, useValue: secretBox }],
      exports: [SecretBox],
    };
  }
}
