import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.js';

/** Owns the audit log: a closed list of events, append only. Decides nothing. */
@Global()
@Module({ providers: [AuditLog], exports: [AuditLog] })
export class AuditModule {}
