import { Module } from '@nestjs/common';
import { AuditCountStore } from './audit-count.store.js';
import { AuditLog } from './audit-log.js';
import { AuditRetention } from './audit-retention.js';

/**
 * Owns the audit log: a fixed list of events whose rows are only added, and deleted when they are old enough. Decides
 * nothing.
 */
@Module({ providers: [AuditLog, AuditCountStore, AuditRetention], exports: [AuditLog] })
export class AuditModule {}
