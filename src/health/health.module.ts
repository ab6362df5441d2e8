import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';

/** Owns the answer to the question whether the server works. Routes: /health/live and /health/ready. */
@Module({ controllers: [HealthController] })
export class HealthModule {}
