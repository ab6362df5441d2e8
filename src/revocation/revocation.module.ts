import { Global, Module } from '@nestjs/common';
import { NotBeforeStore } from './not-before.store.js';

/** Owns the times before which nothing counts any more. Knows neither tokens nor sessions: the engine asks. */
@Global()
@Module({ providers: [NotBeforeStore], exports: [NotBeforeStore] })
export class RevocationModule {}
