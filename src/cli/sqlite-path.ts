import { resolve } from 'node:path';
import type { Settings } from '#src/config/settings/settings.js';
import { DomainError } from '#src/errors/domain-error.js';

const SCHEME = 'sqlite:';

/**
 * @returns the path of the SQLite file in the settings; undefined on PostgreSQL.
 * @throws DomainError when the database is in memory.
 */
export function sqlitePath({ database }: Pick<Settings, 'database'>): string | undefined {
  const url = database.url!;
  if (!url.startsWith(SCHEME)) return undefined;
  const path = url.slice(SCHEME.length);
  if (path === ':memory:')
    throw new DomainError({
      code: 'no_database_file',
      message:
        'The database is in the memory of the server (database.url: sqlite::memory:), so there is no file.',
    });
  return resolve(path);
}
