import { Global, Module } from '@nestjs/common';
import { Observers } from './observers.js';

/**
 * Owns the one way in which rooms tell what they do. Counts nothing and follows nothing itself.
 *
 * Global, because every layer tells something.
 */
@Global()
@Module({ providers: [Observers], exports: [Observers] })
export class ObservationModule {}
