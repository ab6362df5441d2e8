import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { Settings } from '#src/config/settings/settings.js';
import { SealedValues } from '#src/crypto/sealed-values.js';
import { Observers } from '#src/observation/observers.js';
import { Commits } from './commits.js';
import { ExpiredRows } from './expired-rows.js';
import { dataSourceOptions } from './data-source-options.js';
import { openDatabase } from './open-database.js';
import { postgresPool } from './postgres.js';
import { Resealing } from './resealing.js';
import { SealedRows } from './sealed-rows.js';

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
   */
  static forRoot(settings: Settings, entities: Array<EntityTarget<ObjectLiteral>>): DynamicModule {
    const commits = new Commits();
    const options = { ...dataSourceOptions(settings, entities, commits), retryAttempts: 0 };
    return {
      module: DatabaseModule,
      providers: [
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
      exports: [ExpiredRows, Resealing, SealedValues, Commits],
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => options,
          dataSourceFactory: async () => {
            const dataSource = await openDatabase(options);
            if (options.type === 'postgres') commits.watchPool(postgresPool(dataSource));
            return dataSource;
          },
        }),
      ],
    };
  }
}
