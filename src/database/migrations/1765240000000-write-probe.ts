import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** The row that is written to see whether anything can be written. */
export class WriteProbe1765240000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'write_probe',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true },
          { name: 'times', type: 'integer' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('write_probe');
  }
}
