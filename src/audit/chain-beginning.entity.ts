import { Entity, PrimaryColumn } from 'typeorm';
import { SealedColumn } from '#src/database/sealed-column.js';

/** For which the first seal is sealed. */
export const BEGINNING_PURPOSE = 'audit-chain-beginning';

/** Where the chain of the audit log begins since its oldest seals were deleted. There is one row, or none before. */
@Entity('audit_chain_beginning')
export class ChainBeginning {
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  /**
   * The first seal that is left, as JSON. It is no secret: sealed, it shows that a server deleted what was before, and
   * not somebody else.
   */
  @SealedColumn(BEGINNING_PURPOSE, { name: 'sealed_first_seal' })
  sealedFirstSeal!: string;
}
