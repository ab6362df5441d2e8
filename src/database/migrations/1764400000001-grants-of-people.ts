import { type MigrationInterface, type QueryRunner, TableColumn, TableIndex } from 'typeorm';

const optional = { isNullable: true };

/** Stores what people see and end on their page: the app, its access, when it was given, and when it was last used. */
export class GrantsOfPeople1764400000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns('grant_context', [
      new TableColumn({ name: 'account_id', type: 'varchar', length: '36', ...optional }),
      new TableColumn({ name: 'client_id', type: 'varchar', length: '255', ...optional }),
      new TableColumn({ name: 'scope', type: 'text', ...optional }),
      new TableColumn({ name: 'created_at', type: 'bigint', ...optional }),
      new TableColumn({ name: 'last_used_at', type: 'bigint', ...optional }),
    ]);
    await runner.createIndex(
      'grant_context',
      new TableIndex({ name: 'grant_context_account', columnNames: ['account_id'] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('grant_context', 'grant_context_account');
    await runner.dropColumns('grant_context', [
      'account_id',
      'client_id',
      'scope',
      'created_at',
      'last_used_at',
    ]);
  }
}
