import { statSync } from 'node:fs';
import { refuseMissing, withoutServer, withSqliteAlone } from '#src/database/sqlite-file.js';
import { DomainError } from '#src/errors/domain-error.js';
import { refuseExposedFile } from '#src/files/private-files.js';
import { begin } from './application.js';
import { print } from './output.js';
import { sqlitePath } from './sqlite-path.js';

/**
 * `wardkey compact`: rewrites the SQLite file without free pages, while the server is stopped. From then on the server
 * gives the space of deleted rows back by itself.
 *
 * @throws DomainError on PostgreSQL, and while a server runs.
 */
export async function compact(options: { config?: string }): Promise<void> {
  const { settings } = begin(options);
  const path = sqlitePath(settings);
  if (path === undefined)
    throw new DomainError({
      code: 'compact_by_postgresql',
      message:
        'The database is on PostgreSQL, which uses the space of deleted rows again by itself (autovacuum). To give it back to the disk: VACUUM FULL, while the server is stopped.',
    });
  refuseExposedFile(path, { group: settings.groupMayAccessData });
  refuseMissing(path, 'database');
  const bytesBefore = bytesOf(path);
  await withoutServer(path, () =>
    withSqliteAlone(path, (connection) => {
      connection.pragma('auto_vacuum = INCREMENTAL');
      connection.prepare('VACUUM').run();
    }),
  );
  print({ database: path, bytesBefore, bytes: bytesOf(path) });
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
