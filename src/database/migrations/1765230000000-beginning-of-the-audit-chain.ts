import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Notes where the chain of the audit log begins, so that nobody else can cut off its beginning unseen. */
export class BeginningOfTheAuditChain1765230000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'audit_chain_beginning',
        columns: [
          { name: 'id', type: 'varchar', length: '16', isPrimary: true },
          { name: 'sealed_first_seal', type: 'text' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('audit_chain_beginning');
  }
}
