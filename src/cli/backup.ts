import { resolve } from 'node:path';
import { placeOfKey } from '#src/crypto/open-secret-box.js';
import { dumpCommand } from '#src/database/postgres-tools.js';
import { copySqlite } from '#src/database/sqlite-file.js';
import { DomainError } from '#src/errors/domain-error.js';
import { draftsBeside } from '#src/files/draft.js';
import { refuseExposedFile } from '#src/files/private-files.js';
import { begin } from './application.js';
import { instant, print } from './output.js';
import { sqlitePath } from './sqlite-path.js';

/**
 * `wardkey backup <file>`: writes a copy of the SQLite database while the server runs. It changes nothing, also when
 * this version of Wardkey is newer than the database.
 *
 * @throws DomainError on PostgreSQL, with the command that makes a backup there.
 */
export async function backup(file: string, options: { config?: string }): Promise<void> {
  const { settings, clock } = begin(options);
  const target = resolve(file);
  const source = sqlitePath(settings);
  if (source === undefined)
    throw new DomainError({
      code: 'backup_by_postgresql',
      message: `The database is on PostgreSQL, whose own program makes the backup while the server runs:\n\n  ${dumpCommand(settings.database.url!, target)}\n\nIt asks for the password, or reads it from ~/.pgpass. ${KEEP_THE_KEY}`,
    });
  refuseExposedFile(source, { group: settings.groupMayAccessData });
  for (const draft of draftsBeside(target))
    process.stderr.write(
      `note: ${draft} is a draft. If no other command writes to this folder at this moment, its process was killed: delete it.\n`,
    );
  const madeAt = clock.epoch();
  const bytes = await copySqlite(source, target);
  print({ backup: target, bytes, madeAt: instant(madeAt), encryptionKey: placeOfKey(settings) });
  process.stderr.write(`${KEEP_THE_KEY}\n`);
}

const KEEP_THE_KEY =
  'The backup does not contain the encryption key. Keep a copy of the key in another place: the backup is of no use without it.';
