import type { DataSource } from 'typeorm';
import { mustChangeOne, type Statement } from '#src/database/atomically.js';
import { Sql } from '#src/database/sql.js';
import { ExternalIdTakenError } from './errors.js';

/** Any number, as long as it is always the same and nobody else’s. */
const LOCK = 1_765_140_000;

/**
 * A step that gives an account an external id, so that it is the only one with it at its provider: two would be refused
 * at every sign-in. Accounts that were two before this was checked stay as they are: a unique index would not let their
 * server start.
 *
 * @param theOnlyScheme the only provider there is, which an account that names none waits for; undefined where there are
 * several, or none.
 * @param step what writes it.
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
  // SQLite has one writer at a time. In PostgreSQL two steps at once would not see each other.
  const isPostgres = dataSource.options.type === 'postgres';
  return isPostgres ? [sql.statement('SELECT pg_advisory_xact_lock(?)', [LOCK]), ...steps] : steps;
}
