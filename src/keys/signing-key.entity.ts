import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** A key we sign with. The private half is sealed; the database alone signs nothing. */
@Entity('signing_key')
export class SigningKey {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  kid!: string;

  @Column({ type: 'varchar', length: 16 })
  alg!: 'RS256' | 'ES256';

  /** `current` signs; `retired` is still published, so that tokens signed with it can be verified. */
  @Column({ type: 'varchar', length: 16 })
  state!: 'current' | 'retired';

  @Column({ type: 'text', name: 'sealed_private_jwk' })
  sealedPrivateJwk!: string;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;
}
