import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { Settings } from '#src/config/settings/settings.js';
import { ExpiredRows } from './expired-rows.js';
import { dataSourceOptions } from './data-source-options.js';
import { openDatabase } from './open-database.js';

/** Owns the connection and the schema; migrations run at the start. Never knows what a table is for. */
@Global()
@Module({})
export class DatabaseModule {
  /** @param entities every table of every room. */
  static forRoot(entities: Array<EntityTarget<ObjectLiteral>>): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [ExpiredRows],
      exports: [ExpiredRows],
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [Settings],
          useFactory: (settings: Settings) => ({
            ...dataSourceOptions(settings, entities),
            retryAttempts: 0,
          }),
          dataSourceFactory: (options) => openDatabase(options!),
        }),
      ],
    };
  }
}
