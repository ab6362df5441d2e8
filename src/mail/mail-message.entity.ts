import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { SealedColumn } from '#src/database/sealed-column.js';

/** For which the letters are sealed. */
export const MAIL_PURPOSE = 'mail';

/** A letter that waits to be sent. The row is deleted when a mail server has accepted the letter. */
@Entity('mail_message')
export class MailMessage {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  /** What the letter is about, for the audit log. The letter itself is encrypted. */
  @Column({ type: 'varchar', length: 32 })
  kind!: string;

  @Index('mail_message_account')
  @Column({ type: 'varchar', length: 36, name: 'account_id', nullable: true })
  accountId!: string | null;

  /** Recipient, subject and text, encrypted, because codes and invitation links are secrets. */
  @SealedColumn(MAIL_PURPOSE, { name: 'sealed_letter' })
  sealedLetter!: string;

  @Column({ type: 'integer' })
  attempts!: number;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  /** Also the claim: a process that takes a letter moves this time on, so that no other process takes it meanwhile. */
  @Index('mail_message_next_attempt')
  @EpochColumn({ name: 'next_attempt_at' })
  nextAttemptAt!: number;

  /**
   * Not called an expiry, because such rows are deleted silently. A letter that was never sent must appear in the audit
   * log.
   */
  @EpochColumn({ name: 'useless_after' })
  uselessAfter!: number;
}
