import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Settings } from '#src/config/settings/settings.js';
import { loadEncryptionKey } from './encryption-key.js';
import { SecretBox } from './secret-box.js';

/**
 * Owns the encryption key and encrypts with it. It never gives the key itself to other rooms.
 *
 * Global, because there is one key, which is read from the settings at the start.
 */
@Global()
@Module({})
export class CryptoModule {
  /** Reads the key at once, so that a server which cannot read it stops before anything else is opened. */
  static forRoot(settings: Settings): DynamicModule {
    const secretBox = new SecretBox(loadEncryptionKey(settings));
    return {
      module: CryptoModule,
      providers: [{ provide: SecretBox, useValue: secretBox }],
      exports: [SecretBox],
    };
  }
}
