import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '#src/config/settings/settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import { privateFolder, refuseExposedFile } from '#src/files/private-files.js';

/**
 * The key that encrypts secrets in the database. It comes from the settings, or else from a file in the data folder,
 * which is created at the first start.
 *
 * @throws ExposedFileError when other accounts of the machine can reach the folder or the file.
 */
export function loadEncryptionKey(
  settings: Pick<Settings, 'encryptionKey' | 'dataDirectory'> & Partial<Pick<Settings, 'groupMayAccessData'>>,
): Buffer {
  if (settings.encryptionKey !== undefined) return Buffer.from(settings.encryptionKey, 'base64');
  const access = { group: settings.groupMayAccessData ?? false };
  privateFolder(settings.dataDirectory, access);
  const file = join(settings.dataDirectory, 'encryption.key');
  if (!existsSync(file)) makeKeyFile(file);
  refuseExposedFile(file, access);
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) {
    throw new DomainError({
      code: 'encryption_key_invalid',
      message: `The key file ${file} does not contain 32 bytes in base64. Restore it from your backup.`,
    });
  }
  return key;
}

/**
 * Writes the file under another name and links it into place, so that the file exists either completely or not at all.
 * Two processes that start at once, or a start that is interrupted, never leave half a key.
 */
function makeKeyFile(file: string): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}

/** The file in the data folder that holds the key; undefined when the key stands in the settings. */
export function encryptionKeyFile(
  settings: Pick<Settings, 'encryptionKey' | 'dataDirectory'>,
): string | undefined {
  return settings.encryptionKey === undefined ? join(settings.dataDirectory, 'encryption.key') : undefined;
}
