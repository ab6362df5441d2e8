import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When everything that an account had opened was ended. */
export class AccountSignedOut1764500000000 implements MigrationInterface {
  // Not addColumn, which on SQLite makes the table anew: links and claims hang on this one.
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account ADD COLUMN signed_out_at bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account DROP COLUMN signed_out_at');
  }
}
