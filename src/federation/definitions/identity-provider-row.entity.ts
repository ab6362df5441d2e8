import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DefinitionRow } from '#src/definitions/definition-row.entity.js';

/**
 * An identity provider that was defined while the server runs. Its secrets stand in a column of their own and are
 * sealed.
 */
@Entity('identity_provider')
export class IdentityProviderRow extends DefinitionRow {
  /** The scheme in lower case, because it stands in paths, and people may type paths in another case. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'scheme_key' })
  schemeKey!: string;

  /** The secrets, as JSON, sealed for this scheme. */
  @Column({ type: 'text', name: 'sealed_secrets' })
  sealedSecrets!: string;

  @Column({ type: 'boolean' })
  enabled!: boolean;
}
