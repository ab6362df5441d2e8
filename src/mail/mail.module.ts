import { Module } from '@nestjs/common';
import { AuditModule } from '#src/audit/audit.module.js';
import { OutboxStore } from './outbox.store.js';
import { Postman } from './postman.js';

/**
 * Owns outgoing mail: how a letter is written, and the outbox that it waits in. No routes. It does not know why a
 * letter is sent.
 */
@Module({ providers: [OutboxStore], exports: [OutboxStore] })
export class MailModule {}

/** The part that only the server runs: sending. A command only puts its letters into the outbox. */
@Module({ imports: [AuditModule, MailModule], providers: [Postman] })
export class MailDeliveryModule {}
