import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** A key that this server signs with. The private key is encrypted, so a copy of the database alone cannot sign. */
@Entity('signing_key')
export class SigningKey {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  kid!: string;

  @Column({ type: 'varchar', length: 16 })
  alg!: 'RS256' | 'ES256';

  /** `current` keys sign. `retired` keys are still published, so that tokens signed with them can be verified. */
  @Column({ type: 'varchar', length: 16 })
  state!: 'current' | 'retired';

  @Column({ type: 'text', name: 'sealed_private_jwk' })
  sealedPrivateJwk!: string;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;
}
