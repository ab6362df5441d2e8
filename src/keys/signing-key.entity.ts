import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { SealedColumn } from '#src/database/sealed-column.js';

/** For which the private keys are sealed. */
export const SIGNING_KEY_PURPOSE = 'signing-key';
/** For which the public keys are sealed. */
export const PUBLIC_KEY_PURPOSE = 'signing-key-public';

/**
 * ID tokens must be RS256 (SMART App Launch 2.2). Access tokens are ES256, which is ten times cheaper to sign, or what
 * the FHIR server’s settings say.
 */
export const KEY_ALGORITHMS = ['RS256', 'ES256'] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

/**
 * What a key may do.
 *
 * - `next` is published and does not sign yet, so that all who verify tokens know it beforehand.
 * - `current` signs. There is one for each algorithm.
 * - `retired` is published until no token that it signed can still be valid. It never signs again.
 * - `ended` is not published. An old ID token that it signed still says which app signs somebody out.
 * - `revoked` is not published, and nothing that it signed is accepted. It is never used again.
 */
export type KeyState = 'next' | 'current' | 'retired' | 'ended' | 'revoked';

/**
 * A key that this server signs with. The private key is sealed, so a copy of the database alone cannot sign, or it is
 * not in the database at all.
 */
@Entity('signing_key')
@Index('signing_key_one_of_a_kind', ['alg', 'state'], {
  unique: true,
  where: `state IN ('current', 'next')`,
})
export class SigningKey {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  kid!: string;

  @Column({ type: 'varchar', length: 16 })
  alg!: KeyAlgorithm;

  @Column({ type: 'varchar', length: 16 })
  state!: KeyState;

  /** Absent when a signing service has it, and from the moment the key no longer signs. */
  @SealedColumn(SIGNING_KEY_PURPOSE, { name: 'sealed_private_jwk', nullable: true })
  sealedPrivateJwk!: string | null;

  /**
   * The public key as it stands in the JWKS. It is no secret: the seal shows that a server with this encryption key made
   * the key. Otherwise, whoever can write to the database could add a key of their own, and sign tokens with it.
   *
   * Absent on a key that is revoked, so that a change of its state alone does not let its tokens count again, and on a
   * key from before this column.
   */
  @SealedColumn(PUBLIC_KEY_PURPOSE, { name: 'sealed_public_jwk', nullable: true })
  sealedPublicJwk!: string | null;

  /** Only for servers of the release before, which may run beside this one during an upgrade. Nothing here trusts it. */
  @Column({ type: 'text', name: 'public_jwk', nullable: true })
  publicJwk!: string | null;

  /** By which name the signing service knows the key; absent when the database has it. */
  @Column({ type: 'varchar', length: 512, name: 'service_key', nullable: true })
  serviceKey!: string | null;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  /** Since when the key has this state. */
  @EpochColumn({ name: 'state_since', default: 0 })
  stateSince!: number;
}
