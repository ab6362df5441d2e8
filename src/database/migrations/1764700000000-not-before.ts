import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Stores when all access was ended, or all access to one FHIR server or of one client. */
export class NotBefore1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'not_before',
        columns: [
          { name: 'level', type: 'varchar', length: '16', isPrimary: true },
          { name: 'name', type: 'varchar', length: '255', isPrimary: true },
          { name: 'not_before', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('not_before');
  }
}
