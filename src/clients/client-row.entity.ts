import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DefinitionRow } from '#src/definitions/definition-row.entity.js';

/** `pending`: registered by its developer, and not let in before an administrator says so. */
export type ClientStatus = 'enabled' | 'disabled' | 'pending' | 'removed';

/** A client that was defined while the server runs. Its secrets are rows of their own. */
@Entity('client')
export class ClientRow extends DefinitionRow {
  @PrimaryColumn({ type: 'varchar', length: 255, name: 'client_id' })
  clientId!: string;

  /** A removed one stays as a name: tokens of the former must not become good for a later one of the same id. */
  @Column({ type: 'varchar', length: 16 })
  status!: ClientStatus;

  /** Who set it up: an administrator, or its developer by dynamic registration. */
  @Column({ type: 'varchar', length: 16 })
  origin!: 'administrator' | 'registration';
}
