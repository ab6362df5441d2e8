import { Global, Module } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { loadEncryptionKey } from './encryption-key.js';
import { SecretBox } from './secret-box.js';

/** Owns the encryption key and what is sealed with it. Never hands the key itself out. */
@Global()
@Module({
  providers: [
    {
      provide: SecretBox,
      inject: [Settings],
      useFactory: (settings: Settings) => new SecretBox(loadEncryptionKey(settings)),
    },
  ],
  exports: [SecretBox],
})
export class CryptoModule {}
