import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows come and go all the time. */
const BUSY = [
  'oidc_artifact',
  'grant_context',
  'sign_in',
  'login_attempt',
  'attempt_count',
  'relying_party_session',
  'audit_event',
] as const;
const SETTINGS = ['autovacuum_vacuum_scale_factor', 'autovacuum_analyze_scale_factor'] as const;
/** By default PostgreSQL waits until a fifth of a table is dead. Of ten million Grants that is two million. */
const SCALE_FACTOR = 0.02;

/**
 * Lets PostgreSQL free the space of deleted rows when a fiftieth of a table is dead, so that later rows use it. SQLite
 * gives space back itself (FreePages).
 */
export class VacuumOften1765210000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type !== 'postgres') return;
    const settings = SETTINGS.map((name) => `${name} = ${SCALE_FACTOR}`).join(', ');
    for (const table of BUSY) await runner.query(`ALTER TABLE ${table} SET (${settings})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type !== 'postgres') return;
    for (const table of BUSY) await runner.query(`ALTER TABLE ${table} RESET (${SETTINGS.join(', ')})`);
  }
}
