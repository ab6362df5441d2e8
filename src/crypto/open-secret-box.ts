import { resolve } from 'node:path';
import { DomainError } from '#src/errors/domain-error.js';
import {
  encryptionKeyFile,
  type EncryptionKeys,
  type KeySettings,
  loadEncryptionKeys,
  readEncryptionKeys,
} from './encryption-key.js';
import type { SealedValue, SealedValues } from './sealed-values.js';
import { SealBrokenError, SecretBox } from './secret-box.js';

/** The encryption key is not the one with which the database is sealed, or there is none. Nothing was changed. */
export class EncryptionKeyError extends DomainError {
  constructor(code: 'encryption_key_missing' | 'encryption_key_wrong', message: string) {
    super({ code, message });
  }
}

/**
 * Opens the secret box of this database. A key file is made only for a database in which nothing is sealed: with another
 * key, what is sealed could not be read, and what is sealed from then on could not be read by the servers.
 *
 * @param known the keys, if there are some already.
 * @throws EncryptionKeyError
 */
export async function openSecretBox(
  settings: KeySettings,
  known: EncryptionKeys | undefined,
  values: SealedValues,
): Promise<SecretBox> {
  const samples = await values.samples();
  const [first, ...others] = known ?? keysFor(settings, samples);
  const box = new SecretBox(first, others);
  // One damaged value does not mean that the key is another one.
  if (samples.length > 0 && !samples.some((sample) => opens(box, sample)))
    throw new EncryptionKeyError(
      'encryption_key_wrong',
      `The database is sealed with another encryption key than that of ${placeOfKey(settings)}: it opens nothing in ${samples[0]!.place}. Put the key of this database there, or add it to otherEncryptionKeys.`,
    );
  return box;
}

function keysFor(settings: KeySettings, samples: readonly SealedValue[]): EncryptionKeys {
  if (samples.length === 0) return loadEncryptionKeys(settings);
  // Another process may have made it since, and then sealed.
  const keys = readEncryptionKeys(settings);
  if (keys) return keys;
  throw new EncryptionKeyError(
    'encryption_key_missing',
    `The database is sealed with an encryption key that is missing: the settings have no encryptionKey, and there is no ${placeOfKey(settings)}. Put the key of this database there.`,
  );
}

/** Where the encryption key is or should be, for a person. */
export function placeOfKey(settings: Pick<KeySettings, 'encryptionKey' | 'dataDirectory'>): string {
  const file = encryptionKeyFile(settings);
  return file === undefined ? 'encryptionKey of the settings' : resolve(file);
}

function opens(box: SecretBox, { purpose, sealed }: SealedValue): boolean {
  try {
    box.open(purpose, sealed);
    return true;
  } catch (error) {
    if (error instanceof SealBrokenError) return false;
    throw error;
  }
}
