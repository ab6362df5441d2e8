import { Module } from '@nestjs/common';
import { AuditModule } from '#src/audit/audit.module.js';
import { OutboxStore } from './outbox.store.js';
import { Postman } from './postman.js';

/** Owns outgoing mail: how a letter is written, and the outbox it waits in. No routes; knows no reason to write to anybody. */
@Module({ providers: [OutboxStore], exports: [OutboxStore] })
export class MailModule {}

/** The part that only the server runs: sending. A command puts its letters into the outbox and ends. */
@Module({ imports: [AuditModule, MailModule], providers: [Postman] })
export class MailDeliveryModule {}
