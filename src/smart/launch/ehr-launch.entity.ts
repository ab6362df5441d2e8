import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import type { Epochs } from '#src/access/epochs.js';
import type { LaunchContext } from '#src/access/granted-launch-context.js';

/** A launch that an EHR has prepared. The opaque `launch` parameter stands for it. */
@Entity('ehr_launch')
export class EhrLaunch {
  /** SHA-256 of the handle. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'launch_hash' })
  launchHash!: string;

  @Column({ type: 'varchar', length: 255, name: 'client_id' })
  clientId!: string;

  @Column({ type: 'varchar', length: 64, name: 'fhir_server' })
  fhirServer!: string;

  @Column({ type: 'simple-json' })
  context!: LaunchContext;

  /**
   * `Practitioner/1`: the person for whom the EHR opened the app, when the EHR says so. No other person may use the
   * launch.
   */
  @Column({ type: 'varchar', length: 128, name: 'fhir_user', nullable: true })
  fhirUser!: string | null;

  /**
   * The epochs at the time of preparation. After an administrator ends all access, older launches are not valid any
   * more.
   */
  @Column({ type: 'simple-json', default: '{}' })
  epochs!: Epochs;

  @Index('ehr_launch_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;

  /** The authorization request that used the launch. Loading a page of that same request again is not a second use. */
  @Column({ type: 'varchar', length: 64, name: 'consumed_by', nullable: true })
  consumedBy!: string | null;

  @EpochColumn({ name: 'consumed_at', nullable: true })
  consumedAt!: number | null;
}
