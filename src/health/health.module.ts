import { Module } from '@nestjs/common';
import { KeysModule } from '#src/keys/keys.module.js';
import { DatabaseProbe } from './database-probe.js';
import { HealthController } from './health.controller.js';
import { WriteProbe } from './write-probe.js';

/** Owns the answer to the question whether the server works. Routes: /health/live and /health/ready. */
@Module({ imports: [KeysModule], controllers: [HealthController], providers: [DatabaseProbe, WriteProbe] })
export class HealthModule {}
