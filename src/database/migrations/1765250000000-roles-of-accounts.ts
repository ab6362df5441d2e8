import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Roles of accounts in the administration, and in the audit log who did something to an account. */
export class RolesOfAccounts1765250000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'account_role',
        columns: [
          { name: 'account_id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'role', type: 'varchar', length: '32', isPrimary: true },
          { name: 'given_at', type: 'bigint' },
        ],
        foreignKeys: [
          {
            columnNames: ['account_id'],
            referencedTableName: 'account',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
    // Not addColumn, because with SQLite that writes the largest of all tables again.
    await runner.query('ALTER TABLE audit_event ADD COLUMN actor_id varchar(36)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit_event DROP COLUMN actor_id');
    await runner.dropTable('account_role');
  }
}
