import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SealedColumn } from '#src/database/sealed-column.js';
import { DefinitionRow } from '#src/definitions/definition-row.entity.js';

/** Each scheme has its own: a secret that is moved to another row cannot be opened there. */
export function providerPurpose(schemeKey: string): string {
  return `identity-provider ${schemeKey}`;
}

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
  @SealedColumn(({ schemeKey }) => providerPurpose(schemeKey as string), { name: 'sealed_secrets' })
  sealedSecrets!: string;

  @Column({ type: 'boolean' })
  enabled!: boolean;
}
