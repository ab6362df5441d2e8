import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';

/** Owns the answer to "is it well?". Routes: /health/live and /health/ready. */
@Module({ controllers: [HealthController] })
export class HealthModule {}
