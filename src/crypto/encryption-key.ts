import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '#src/config/settings/settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import { withFile } from '#src/files/file-fault.js';
import { privateFolder, refuseExposedFile } from '#src/files/private-files.js';

/** The settings that say where the keys are. */
export type KeySettings = Pick<Settings, 'encryptionKey' | 'dataDirectory'> &
  Partial<Pick<Settings, 'otherEncryptionKeys' | 'groupMayAccessData'>>;

/** 32 bytes each. The first one seals; each of them opens. */
export type EncryptionKeys = [Buffer, ...Buffer[]];

/**
 * The keys that encrypt secrets in the database, the one that seals first. They come from the settings, or else from a
 * file in the data folder. The file has one key in each line.
 *
 * @returns undefined when the settings have no key and there is no file.
 * @throws ExposedFileError when other accounts of the machine can reach the folder or the file.
 * @throws FileFaultError when the file cannot be read.
 * @throws DomainError when the file holds something else.
 */
export function readEncryptionKeys(settings: KeySettings): EncryptionKeys | undefined {
  const others = (settings.otherEncryptionKeys ?? []).map(bytesOf);
  if (settings.encryptionKey !== undefined) return [bytesOf(settings.encryptionKey), ...others];
  const ofFile = keysOfFile(settings);
  return ofFile && [...ofFile, ...others];
}

/** The same; a file is made when there is none. @throws FileFaultError when it cannot be made. */
export function loadEncryptionKeys(settings: KeySettings): EncryptionKeys {
  const known = readEncryptionKeys(settings);
  if (known) return known;
  const file = keyFileIn(settings.dataDirectory);
  withFile(file, () => makeKeyFile(file));
  return readEncryptionKeys(settings)!;
}

function keysOfFile({ dataDirectory, groupMayAccessData }: KeySettings): EncryptionKeys | undefined {
  const access = { group: groupMayAccessData ?? false };
  privateFolder(dataDirectory, access);
  const file = keyFileIn(dataDirectory);
  refuseExposedFile(file, access);
  if (!existsSync(file)) return undefined;
  const text = withFile(file, () => readFileSync(file, 'utf8'));
  const [first, ...further] = text
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
  try {
    writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true });
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The file in the data folder that holds the key; undefined when the key stands in the settings. */
export function encryptionKeyFile(
  settings: Pick<Settings, 'encryptionKey' | 'dataDirectory'>,
): string | undefined {
  return settings.encryptionKey === undefined ? keyFileIn(settings.dataDirectory) : undefined;
}

function keyFileIn(dataDirectory: string): string {
  return join(dataDirectory, 'encryption.key');
}
