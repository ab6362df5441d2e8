import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import type { Settings } from '#src/config/settings/settings.js';
import { encryptionKeyFile } from '#src/crypto/encryption-key.js';
import { otherConnections, restoreCommand } from '#src/database/postgres-tools.js';
import { refuseMissing, restoreSqlite, withoutServer, withSqliteAlone } from '#src/database/sqlite-file.js';
import { DomainError } from '#src/errors/domain-error.js';
import { privateFolder } from '#src/files/private-files.js';
import { SigningKeys } from '#src/keys/signing-keys.js';
import { type Beginning, begin, withApplication } from './application.js';
import { instant, print } from './output.js';
import { type EndedByRestore, endUsedSinceBackup } from './restored-access.js';
import { sqlitePath } from './sqlite-path.js';

export interface RestoreOptions {
  config?: string;
  inPlace?: boolean;
}

/** What a restore did. */
interface Restored {
  /** Seconds since 1970 of the newest row of the audit table; undefined when there is none. */
  newest: number | undefined;
  ended: EndedByRestore;
}

/**
 * `wardkey restore <file>`: puts a backup into the place of the database, while the server is stopped, and ends all that
 * may have been used since the backup ({@link endUsedSinceBackup}). `wardkey restore --in-place` does the second part
 * alone: for PostgreSQL after `pg_restore`, and for SQLite after the file came back in another way.
 *
 * @throws DomainError when a server runs, the target exists, or the backup cannot be used. Nothing was changed then.
 */
export async function restore(file: string | undefined, options: RestoreOptions): Promise<void> {
  if ((file === undefined) !== (options.inPlace === true))
    throw new DomainError({
      code: 'option_invalid',
      message:
        'Give either the file of the backup, or --in-place if the database itself was restored already.',
    });
  const beginning = begin(options);
  const { settings } = beginning;
  mustHaveKey(settings);
  const path = sqlitePath(settings);
  if (file !== undefined && path === undefined)
    throw new DomainError({
      code: 'restore_by_postgresql',
      message: `The database is on PostgreSQL, whose own program puts a backup into an empty database:\n\n  ${restoreCommand(settings.database.url!, resolve(file))}\n\nThen, before a server starts: wardkey restore --in-place`,
    });
  const restored =
    file === undefined ? await inPlace(beginning, path) : await fromFile(resolve(file), path!, beginning);
  print({
    database: path ?? 'PostgreSQL',
    backup: file === undefined ? undefined : resolve(file),
    newestAuditRow: instant(restored.newest),
    ended: restored.ended,
  });
}

async function fromFile(file: string, path: string, beginning: Beginning): Promise<Restored> {
  privateFolder(dirname(path), { group: beginning.settings.groupMayAccessData });
  return withoutServer(path, async () => {
    // The message for a command that has it open says more than the one for a file that exists.
    if (existsSync(path)) await withSqliteAlone(path, () => undefined);
    return restoreSqlite(file, path, (draft) =>
      finish({
        ...beginning,
        settings: {
          ...beginning.settings,
          database: { ...beginning.settings.database, url: `sqlite:${draft}` },
        },
      }),
    );
  });
}

async function inPlace(beginning: Beginning, path: string | undefined): Promise<Restored> {
  if (path !== undefined) {
    refuseMissing(path, 'database');
    return withoutServer(path, async () => {
      await withSqliteAlone(path, () => undefined);
      return finish(beginning);
    });
  }
  const others = await otherConnections(beginning.settings.database.url!);
  if (others.length > 0)
    throw new DomainError({
      code: 'database_in_use',
      message: `The role of Wardkey has ${others.length} other connections to the database (${others.map((name) => name || 'without a name').join(', ')}). Stop every server and close them first.`,
    });
  return finish(beginning);
}

/** Brings the schema up to date, opens what the encryption key sealed, and ends what may have been used. */
async function finish(beginning: Beginning): Promise<Restored> {
  let restored: Restored | undefined;
  await withApplication(beginning, async (app) => {
    // Throws SealBrokenError when the key is another one.
    await app.get(SigningKeys).ready();
    const audit = app.get(AuditLog);
    const newest = await audit.newest();
    const ended = await endUsedSinceBackup(app, beginning.clock);
    await tell(app, newest, ended);
    restored = { newest, ended };
  });
  return restored!;
}

async function tell(
  app: INestApplicationContext,
  newest: number | undefined,
  { invitations, registrationTokens, letters }: EndedByRestore,
): Promise<void> {
  await app.get(AuditLog).record({
    event: 'database.restored',
    outcome: 'success',
    trail: [
      { step: 'backup', finding: `its newest audit row is of ${instant(newest) ?? 'no time: it has none'}` },
      { step: 'access', finding: 'all access that was given before has ended' },
      {
        step: 'ended',
        finding: `${invitations} invitations, ${registrationTokens} initial access tokens, ${letters} letters`,
      },
    ],
  });
}

/** Without this check, a new key would be made, and the message would be about that one. */
function mustHaveKey(settings: Settings): void {
  const file = encryptionKeyFile(settings);
  if (file !== undefined && !existsSync(file))
    throw new DomainError({
      code: 'encryption_key_missing',
      message: `The encryption key is missing: there is no ${resolve(file)}, and the settings have no encryptionKey. Put the key of the backup there first; the backup is of no use without it.`,
    });
}
