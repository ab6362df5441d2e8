import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/**
 * Why a client was refused, for administrators. Only the last refusals of each client are kept, and never a secret or a
 * token.
 */
@Entity('client_refusal')
@Index('client_refusal_client', ['clientId', 'occurredAt'])
export class ClientRefusal {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ type: 'varchar', length: 255, name: 'client_id' })
  clientId!: string;

  /** The reference number in the `error_description` that the client got. */
  @Index('client_refusal_reference')
  @Column({ type: 'varchar', length: 16 })
  reference!: string;

  /** Milliseconds since 1970, because a client may be refused several times in a second. */
  @EpochColumn({ name: 'occurred_at' })
  occurredAt!: number;

  @Column({ type: 'varchar', length: 32 })
  endpoint!: string;

  @Column({ type: 'varchar', length: 64 })
  error!: string;

  /** A code, see refusal-reasons.ts. */
  @Column({ type: 'varchar', length: 64 })
  reason!: string;

  @Column({ type: 'text' })
  detail!: string;

  @Index('client_refusal_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
