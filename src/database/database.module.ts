import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Clock } from '#src/clock/clock.js';
import type { Settings } from '#src/config/settings/settings.js';
import { SealedValues } from '#src/crypto/sealed-values.js';
import { Observers } from '#src/observation/observers.js';
import { Commits } from './commits.js';
import { DatabaseClock } from './database-clock.js';
import { ExpiredRows } from './expired-rows.js';
import { dataSourceOptions } from './data-source-options.js';
import { openDatabase } from './open-database.js';
import { OwnFile } from './own-file.js';
import { postgresPool } from './postgres.js';
import { Resealing } from './resealing.js';
import { SealedRows } from './sealed-rows.js';

/** Who uses a database. Commands run beside a server. */
export type DatabaseUser = 'server' | 'command';

/**
 * Owns the connection and the schema. Migrations run at the start. Does not know what a table is for.
 *
 * Global, because there is one database, which is made from the settings at the start.
 */
@Global()
@Module({})
export class DatabaseModule {
  /**
   * Checks the files at once, so that a server which may not use them stops before anything is opened.
   *
   * @param entities the entity classes of all rooms.
   * @param clock of this process. A server whose clock is wrong does not start.
   * @param user a server has an SQLite file alone.
   */
  static forRoot(
    settings: Settings,
    entities: Array<EntityTarget<ObjectLiteral>>,
    clock: Clock,
    user: DatabaseUser,
  ): DynamicModule {
    const commits = new Commits();
    const options = { ...dataSourceOptions(settings, entities, commits), retryAttempts: 0 };
    const open = () => (user === 'server' ? openForServer(options, commits, clock) : openDatabase(options));
    return {
      module: DatabaseModule,
      providers: [
        DatabaseClock,
        ExpiredRows,
        Resealing,
        { provide: SealedValues, useClass: SealedRows },
        {
          provide: Commits,
          inject: [Observers],
          useFactory: (observers: Observers) => {
            commits.reportTo(observers);
            return commits;
          },
        },
      ],
      exports: [DatabaseClock, ExpiredRows, Resealing, SealedValues, Commits],
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => options,
          dataSourceFactory: async () => {
            const dataSource = await open();
            if (options.type === 'postgres') commits.watchPool(postgresPool(dataSource));
            return dataSource;
          },
        }),
      ],
    };
  }
}

/**
 * @throws FileTakenError when another server has the SQLite file.
 * @throws ClocksApartError when the clock of this process is not that of PostgreSQL.
 */
async function openForServer(
  options: DataSourceOptions,
  commits: Commits,
  clock: Clock,
): Promise<DataSource> {
  if (options.type !== 'better-sqlite3')
    return openDatabase(options, (dataSource) => new DatabaseClock(dataSource, clock).mustAgree());
  if (options.database === ':memory:') return openDatabase(options);
  const file = await OwnFile.take(options.database);
  commits.keepTo(file);
  try {
    return await openDatabase(options);
  } catch (error) {
    file.giveBack();
    throw error;
  }
}
