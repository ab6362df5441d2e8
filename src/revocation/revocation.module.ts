import { Module } from '@nestjs/common';
import { EpochStore } from './epoch.store.js';

/**
 * Owns the counts of what was ended as a whole. Knows neither tokens nor sessions: they carry the counts they were given
 * under, and the engine compares.
 */
@Module({ providers: [EpochStore], exports: [EpochStore] })
export class RevocationModule {}
