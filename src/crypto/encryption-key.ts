import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '#src/config/settings/settings.js';
import { DomainError } from '#src/errors/domain-error.js';

/**
 * The key that seals secrets in the database: from the settings, else from a file in the data folder that is
 * made at the first start. The file is written with `wx`, so two processes starting at once agree on one key.
 */
export function loadEncryptionKey(settings: Pick<Settings, 'encryptionKey' | 'dataDirectory'>): Buffer {
  if (settings.encryptionKey !== undefined) return Buffer.from(settings.encryptionKey, 'base64');
  const file = join(settings.dataDirectory, 'encryption.key');
  mkdirSync(settings.dataDirectory, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) {
    throw new DomainError({
      code: 'encryption_key_invalid',
      message: `The key file ${file} does not hold 32 bytes in base64; restore it from your backup.`,
    });
  }
  return key;
}
