import { type DynamicModule, Module } from '@nestjs/common';
import { Settings } from './settings/settings.js';

/**
 * Owns the settings: read once, checked as a whole, then handed to every room as one typed object.
 * Never reads the environment again after the start.
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
