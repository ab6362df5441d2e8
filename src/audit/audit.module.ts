import { Module } from '@nestjs/common';
import { AuditChain } from './audit-chain.js';
import { AuditCountStore } from './audit-count.store.js';
import { AuditLog } from './audit-log.js';
import { AuditRetention } from './audit-retention.js';
import { AuditSealing } from './audit-sealing.js';
import { AuditSearch } from './audit-search.js';
import { AuditStream } from './audit-stream.js';
import { AuditVerification } from './audit-verification.js';

/**
 * Owns the audit log: a fixed list of events whose rows are only added, and deleted when they are old enough. Decides
 * nothing.
 */
@Module({
  providers: [AuditLog, AuditCountStore, AuditRetention, AuditChain, AuditSearch, AuditVerification],
  exports: [AuditLog, AuditChain, AuditSearch, AuditVerification],
})
export class AuditModule {}

/** The part that only the server runs: sealing rows and sending them on. A command only writes its rows. */
@Module({ imports: [AuditModule], providers: [AuditStream, AuditSealing] })
export class AuditSealingModule {}
