import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';

/**
 * Owns what time it is.
 *
 * Global, because there is one clock, which is made at the start.
 */
@Global()
@Module({})
export class ClockModule {
  /** @param clock of this process. It is made before the modules, because the settings are read by it, too. */
  static forRoot(clock: Clock): DynamicModule {
    return {
      module: ClockModule,
      providers: [{ provide: Clock, useValue: clock }],
      exports: [Clock],
    };
  }
}
