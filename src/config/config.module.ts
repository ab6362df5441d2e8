import { type DynamicModule, Module } from '@nestjs/common';
import { Settings } from './settings/settings.js';

/**
 * Owns the settings. They are read once, checked as a whole, and given to every room as one typed object. The
 * environment is never read again after the start.
 */
@Module({})
export class ConfigModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: Settings, useValue: settings }],
      exports: [Settings],
    };
  }
}
