import type { QueryRunner } from 'typeorm';
import { requestScope } from '#src/request-scope/request-scope.js';

/**
 * Any constant number that no other lock uses. The process that holds the lock does the work that must be done once.
 */
const LOCK = 1_764_000_000;

/**
 * Runs work that only one process may do at a time: migrations, making the first keys. An SQLite database belongs to
 * one process, so there is no other process to wait for.
 */
export async function withStartLock(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  if (runner.connection.options.type !== 'postgres') return work();
  // Other processes must see the work as soon as the lock is free, so it joins no transaction of a request.
  return requestScope.exit(() => underLock(runner, work));
}

async function underLock(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  // Waiting for another process and migrating a large table may take longer than the limit for requests.
  await runner.query('SET statement_timeout = 0');
  await runner.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    await work();
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    await runner.query('RESET statement_timeout');
  }
}
