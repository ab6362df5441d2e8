import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores when all access of an account was ended. */
export class AccountSignedOut1764500000000 implements MigrationInterface {
  // Not addColumn, because with SQLite that creates the table again, and links and claims refer to this table.
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account ADD COLUMN signed_out_at bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account DROP COLUMN signed_out_at');
  }
}
