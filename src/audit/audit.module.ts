import { Module } from '@nestjs/common';
import { AuditCountStore } from './audit-count.store.js';
import { AuditLog } from './audit-log.js';
import { AuditRetention } from './audit-retention.js';

/** Owns the audit log: a closed list of events, append only until their time is over. Decides nothing. */
@Module({ providers: [AuditLog, AuditCountStore, AuditRetention], exports: [AuditLog] })
export class AuditModule {}
