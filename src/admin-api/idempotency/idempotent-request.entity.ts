import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { SealedColumn } from '#src/database/sealed-column.js';

/** For which purpose the answers are sealed (SecretBox). */
export const ANSWERS = 'answers to idempotent requests';

/** A request with an `Idempotency-Key`, and its answer. */
@Entity('idempotent_request')
export class IdempotentRequest {
  /** SHA-256 of the key, the caller and the operation: the keys of different callers have nothing to do with each other. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'key_hash' })
  keyHash!: string;

  /** SHA-256 of what the caller sent. */
  @Column({ type: 'varchar', length: 64, name: 'request_hash' })
  requestHash!: string;

  /** Absent while the request is under way. Sealed, because it may hold a secret that was shown only once. */
  @SealedColumn(ANSWERS, { name: 'sealed_answer', nullable: true })
  sealedAnswer!: string | null;

  @EpochColumn({ name: 'begun_at' })
  begunAt!: number;

  @Index('idempotent_request_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
