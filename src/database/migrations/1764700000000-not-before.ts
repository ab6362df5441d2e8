import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** When everything, or all of a FHIR server or a client, was ended. */
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
