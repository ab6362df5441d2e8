import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '#src/config/settings/settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import { privateFolder, refuseExposedFile } from '#src/files/private-files.js';

type KeySettings = Pick<Settings, 'encryptionKey' | 'dataDirectory'> &
  Partial<Pick<Settings, 'otherEncryptionKeys' | 'groupMayAccessData'>>;

/**
 * The keys that encrypt secrets in the database, the one that seals first. They come from the settings, or else from a
 * file in the data folder, which is created at the first start. The file has one key in each line.
 *
 * @throws ExposedFileError when other accounts of the machine can reach the folder or the file.
 * @throws DomainError when the file holds something else.
 */
export function loadEncryptionKeys(settings: KeySettings): [Buffer, ...Buffer[]] {
  const others = (settings.otherEncryptionKeys ?? []).map(bytesOf);
  if (settings.encryptionKey !== undefined) return [bytesOf(settings.encryptionKey), ...others];
  const [first, ...further] = keysOfFile(settings);
  return [first, ...further, ...others];
}

function keysOfFile({ dataDirectory, groupMayAccessData }: KeySettings): [Buffer, ...Buffer[]] {
  const access = { group: groupMayAccessData ?? false };
  privateFolder(dataDirectory, access);
  const file = join(dataDirectory, 'encryption.key');
  if (!existsSync(file)) makeKeyFile(file);
  refuseExposedFile(file, access);
  const [first, ...further] = readFileSync(file, 'utf8')
    .trim()
    .split(/\s*\n\s*/)
    .map(bytesOf);
  if ([first!, ...further].some((key) => key.length !== 32)) {
    throw new DomainError({
      code: 'encryption_key_invalid',
      message: `The key file ${file} must contain 32 bytes in base64, or several such keys, each in a line of its own. It does not. Restore it from your backup.`,
    });
  }
  return [first!, ...further];
}

function bytesOf(key: string): Buffer {
  return Buffer.from(key, 'base64');
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
