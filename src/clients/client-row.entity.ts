import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DefinitionRow } from '#src/definitions/definition-row.entity.js';

/** `pending`: registered by its developer, and not usable before an administrator approves it. */
export type ClientStatus = 'enabled' | 'disabled' | 'pending' | 'removed';

/** A client that was defined while the server runs. Its secrets are rows of another table. */
@Entity('client')
export class ClientRow extends DefinitionRow {
  @PrimaryColumn({ type: 'varchar', length: 255, name: 'client_id' })
  clientId!: string;

  /**
   * The row of a removed client stays, so that its id is not used again: its tokens must not become valid for a later
   * client.
   */
  @Column({ type: 'varchar', length: 16 })
  status!: ClientStatus;

  /** Who defined it: an administrator, or its developer by dynamic registration. */
  @Column({ type: 'varchar', length: 16 })
  origin!: 'administrator' | 'registration';
}
