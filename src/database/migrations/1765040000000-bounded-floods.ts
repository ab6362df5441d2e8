import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/**
 * Adds counts in place of some audit rows, the holders of pending requests, and an index of logins by their request.
 */
export class BoundedFloods1765040000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'audit_count',
        columns: [
          { name: 'hour', type: 'bigint', isPrimary: true },
          { name: 'event', type: 'varchar', length: '64', isPrimary: true },
          { name: 'reason', type: 'varchar', length: '64', isPrimary: true },
          { name: 'subject', type: 'varchar', length: '255', isPrimary: true },
          { name: 'times', type: 'integer' },
        ],
      }),
    );
    // Not addColumn, because with SQLite that creates the table again.
    await runner.query('ALTER TABLE oidc_artifact ADD COLUMN holder varchar(40)');
    await runner.query('CREATE INDEX oidc_artifact_holder ON oidc_artifact (holder, expires_at)');
    await runner.query('CREATE INDEX login_attempt_interaction ON login_attempt (interaction_uid)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX login_attempt_interaction');
    await runner.query('DROP INDEX oidc_artifact_holder');
    await runner.query('ALTER TABLE oidc_artifact DROP COLUMN holder');
    await runner.dropTable('audit_count');
  }
}
