import { dirname } from 'node:path';
import type { DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Settings } from '#src/config/settings/settings.js';
import { privateFile, privateFolder, refuseExposedFile } from '#src/files/private-files.js';
import type { Commits } from './commits.js';
import { migrations } from './migrations/migrations.js';
import type { SqliteConnection } from './sqlite.js';

/**
 * TypeORM options for the database in the settings.
 *
 * @param entities the entity classes of all rooms, because this room does not know them itself.
 * @param commits groups the writes of the server. Without it, each write is committed at once.
 * @throws ExposedFileError when other accounts of the machine can read or write the files of an SQLite database.
 */
export function dataSourceOptions(
  settings: Pick<Settings, 'database'> & Partial<Pick<Settings, 'groupMayAccessData'>>,
  entities: Array<EntityTarget<ObjectLiteral>>,
  commits?: Commits,
): DataSourceOptions {
  const url = settings.database.url!;
  const common = {
    entities: entities as Array<() => void>,
    migrations,
    migrationsTableName: 'migration',
    synchronize: settings.database.synchronize,
    migrationsRun: !settings.database.synchronize,
    logging: false as const,
    // A missing value must never match all rows: `findOneBy({ email: undefined })` throws.
    invalidWhereValuesBehavior: { null: 'throw' as const, undefined: 'throw' as const },
  };
  if (url.startsWith('postgres')) {
    return {
      ...common,
      type: 'postgres',
      url,
      extra: {
        max: 10,
        // Statements that are sent together take one round trip.
        pipeline: true,
        statement_timeout: 5_000,
        // Only a process that hangs leaves a transaction open so long. Then others get its locks.
        idle_in_transaction_session_timeout: 10_000,
        connectionTimeoutMillis: 3_000,
      },
    };
  }
  const path = url.slice('sqlite:'.length);
  if (path !== ':memory:') prepareFiles(path, settings.groupMayAccessData ?? false);
  return {
    ...common,
    type: 'better-sqlite3',
    database: path,
    enableWAL: path !== ':memory:',
    statementCacheSize: 200,
    prepareDatabase: (database: SqliteConnection) => {
      // Only a file that has no table yet takes this on; another one does when it is rewritten (`wardkey compact`).
      database.pragma('auto_vacuum = INCREMENTAL');
      // FULL: a power cut must not bring back a code or refresh token that was already used.
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      database.pragma('busy_timeout = 5000');
      commits?.watch(database);
    },
  };
}

/**
 * Creates the files with private permissions; SQLite would use the umask. The files that SQLite creates beside the main
 * file get the permissions of the main file.
 */
function prepareFiles(path: string, group: boolean): void {
  privateFolder(dirname(path), { group });
  privateFile(path, { group });
  for (const suffix of ['-wal', '-shm', '-journal']) refuseExposedFile(path + suffix, { group });
}
