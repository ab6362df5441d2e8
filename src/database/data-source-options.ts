import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Settings } from '#src/config/settings/settings.js';
import { migrations } from './migrations/migrations.js';

interface SqliteDatabase {
  pragma(statement: string): unknown;
}

/**
 * TypeORM options for the database in the settings.
 *
 * @param entities the entity classes of every room; ground does not know them by itself.
 */
export function dataSourceOptions(
  settings: Pick<Settings, 'database'>,
  entities: Array<EntityTarget<ObjectLiteral>>,
): DataSourceOptions {
  const url = settings.database.url!;
  const common = {
    entities: entities as Array<() => void>,
    migrations,
    migrationsTableName: 'migration',
    synchronize: settings.database.synchronize,
    migrationsRun: !settings.database.synchronize,
    logging: false as const,
    // `findOneBy({ email: undefined })` must never mean "any account".
    invalidWhereValuesBehavior: { null: 'throw' as const, undefined: 'throw' as const },
  };
  if (url.startsWith('postgres')) {
    return {
      ...common,
      type: 'postgres',
      url,
      extra: { max: 10, statement_timeout: 5_000, connectionTimeoutMillis: 3_000 },
    };
  }
  const path = url.slice('sqlite:'.length);
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return {
    ...common,
    type: 'better-sqlite3',
    database: path,
    enableWAL: path !== ':memory:',
    statementCacheSize: 200,
    prepareDatabase: (database: SqliteDatabase) => {
      // FULL: a power cut must not bring back a code or refresh token that was used up.
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      database.pragma('busy_timeout = 5000');
    },
  };
}
