import type { DataSource } from 'typeorm';
import { mustChangeOne, type Statement } from '#src/database/atomically.js';
import { Sql } from '#src/database/sql.js';
import { ExternalIdTakenError } from './errors.js';

/** Any constant number that no other lock uses. */
const LOCK = 1_765_140_000;

/**
 * Adds a check to a step that gives an account an external id: the account must be the only one with that id at its
 * identity provider. Two accounts with the same id would be refused at every sign-in. Duplicates from before this check
 * existed stay as they are; a unique index would stop their server from starting.
 *
 * @param theOnlyScheme of the only identity provider, which an account that names none waits for; undefined when there
 * are several, or none.
 * @param step the statements that write the id.
 * @throws ExternalIdTakenError when the step runs.
 */
export function aloneWithExternalId(
  dataSource: DataSource,
  id: string,
  theOnlyScheme: string | undefined,
  step: Statement[],
): Statement[] {
  const sql = new Sql(dataSource);
  const unnamed = theOnlyScheme ?? '';
  const alone = sql.statement(
    `UPDATE account SET version = version WHERE id = ? AND NOT EXISTS (
       SELECT 1 FROM account other WHERE other.id <> account.id AND other.external_id = account.external_id
       AND COALESCE(other.external_id_scheme, ?) = COALESCE(account.external_id_scheme, ?))`,
    [id, unnamed, unnamed],
  );
  const steps = [...step, mustChangeOne(alone, () => new ExternalIdTakenError())];
  // SQLite has one writer at a time. In PostgreSQL two simultaneous steps would not see each other, so a lock is
  // needed.
  const isPostgres = dataSource.options.type === 'postgres';
  return isPostgres ? [sql.statement('SELECT pg_advisory_xact_lock(?)', [LOCK]), ...steps] : steps;
}
