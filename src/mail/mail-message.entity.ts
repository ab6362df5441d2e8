import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** A letter that waits to be sent. The row is deleted when a mail server has taken it. */
@Entity('mail_message')
export class MailMessage {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  /** What it is about, for the audit log: the letter itself is sealed. */
  @Column({ type: 'varchar', length: 32 })
  kind!: string;

  @Index('mail_message_account')
  @Column({ type: 'varchar', length: 36, name: 'account_id', nullable: true })
  accountId!: string | null;

  /** Recipient, subject and text, sealed: codes and invitation links are secrets. */
  @Column({ type: 'text', name: 'sealed_letter' })
  sealedLetter!: string;

  @Column({ type: 'integer' })
  attempts!: number;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  /** Also the claim: whoever takes a letter moves this on, so nobody else takes it meanwhile. */
  @Index('mail_message_next_attempt')
  @EpochColumn({ name: 'next_attempt_at' })
  nextAttemptAt!: number;

  /** Not called an expiry: what was never sent must be told in the audit log, not just be deleted. */
  @EpochColumn({ name: 'useless_after' })
  uselessAfter!: number;
}
