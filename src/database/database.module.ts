import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { Settings } from '#src/config/settings/settings.js';
import { ExpiredRows } from './expired-rows.js';
import { dataSourceOptions } from './data-source-options.js';
import { openDatabase } from './open-database.js';

/**
 * Owns the connection and the schema; migrations run at the start. Never knows what a table is for.
 *
 * Global, because there is one, made from the settings at the start.
 */
@Global()
@Module({})
export class DatabaseModule {
  /**
   * Looks at the files at once: a start that may not use them says so before anything is opened.
   *
   * @param entities every table of every room.
   */
  static forRoot(settings: Settings, entities: Array<EntityTarget<ObjectLiteral>>): DynamicModule {
    const options = { ...dataSourceOptions(settings, entities), retryAttempts: 0 };
    return {
      module: DatabaseModule,
      providers: [ExpiredRows],
      exports: [ExpiredRows],
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => options,
          dataSourceFactory: () => openDatabase(options),
        }),
      ],
    };
  }
}
