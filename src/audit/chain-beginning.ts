import type { DataSource } from 'typeorm';
import { SealBrokenError, type SecretBox } from '#src/crypto/secret-box.js';
import { mustChangeOne, type Statement } from '#src/database/atomically.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import type { AuditSeal } from './audit-seal.entity.js';
import { BEGINNING_PURPOSE, ChainBeginning } from './chain-beginning.entity.js';

const ID = 'first';

/**
 * Keeps the first seal that is left when the oldest are deleted. Without it, nobody could tell whether a server deleted
 * what was before, or somebody who can write to the database.
 */
export class ChainBeginnings {
  private readonly rows: EntityRows<ChainBeginning>;
  private readonly sql: Sql;

  constructor(
    dataSource: DataSource,
    private readonly secretBox: SecretBox,
  ) {
    this.rows = new EntityRows(dataSource, ChainBeginning);
    this.sql = new Sql(dataSource);
  }

  /** The row; undefined as long as nothing was deleted. */
  async kept(): Promise<ChainBeginning | undefined> {
    return this.rows.findOne('id = ?', [ID]);
  }

  /** Whether a server left the chain so that it begins with this seal. */
  isMetBy(first: AuditSeal, kept: ChainBeginning): boolean {
    try {
      return this.secretBox.open(BEGINNING_PURPOSE, kept.sealedFirstSeal) === textOf(first);
    } catch (error) {
      if (error instanceof SealBrokenError) return false;
      throw error;
    }
  }

  /** Notes another first seal. It takes effect only while what is kept has not changed. */
  moving(kept: ChainBeginning | undefined, first: AuditSeal): Statement {
    const sealedFirstSeal = this.secretBox.seal(BEGINNING_PURPOSE, textOf(first));
    if (!kept) return this.rows.insertion({ id: ID, sealedFirstSeal });
    return mustChangeOne(
      this.sql.statement(
        'UPDATE audit_chain_beginning SET sealed_first_seal = ? WHERE id = ? AND sealed_first_seal = ?',
        [sealedFirstSeal, ID, kept.sealedFirstSeal],
      ),
    );
  }
}

/** In one order of the members, whatever the order of the columns. */
function textOf(seal: AuditSeal): string {
  const { position, eventId, event, occurredAt, digest, originDigest, hash, keyId } = seal;
  return JSON.stringify({ position, eventId, event, occurredAt, digest, originDigest, hash, keyId });
}
