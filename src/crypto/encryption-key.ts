import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '#src/config/settings/settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import { privateFolder, refuseExposedFile } from '#src/files/private-files.js';

/**
 * The key that seals secrets in the database: from the settings, else from a file in the data folder that is
 * made at the first start.
 *
 * @throws ExposedFileError when others can reach the folder or the file.
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
      message: `The key file ${file} does not hold 32 bytes in base64; restore it from your backup.`,
    });
  }
  return key;
}

/**
 * Writes the file under another name and links it into place: it is there as a whole or not at all, and of two
 * processes that start at once, or a start that is cut short, no half key is ever read.
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
