import type { QueryRunner } from 'typeorm';

/** Any number, as long as it is always the same: whoever holds this lock does what is to be done once. */
const LOCK = 1_764_000_000;

/**
 * Runs what only one process may do at a time: migrating, making the first keys. SQLite is one process’s own, so there
 * is nobody to wait for.
 */
export async function withStartLock(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  if (runner.connection.options.type !== 'postgres') return work();
  // Neither waiting for another process nor a migration of a large table is a request that takes too long.
  await runner.query('SET statement_timeout = 0');
  await runner.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    await work();
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    await runner.query('RESET statement_timeout');
  }
}
