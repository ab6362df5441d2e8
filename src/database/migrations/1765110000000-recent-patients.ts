import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** Stores which patients each person chose recently. */
export class RecentPatients1765110000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'recent_patient',
        columns: [
          { name: 'account_id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'fhir_server', type: 'varchar', length: '64', isPrimary: true },
          { name: 'patient_id', type: 'varchar', length: '64', isPrimary: true },
          { name: 'chosen_at_ms', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [new TableIndex({ name: 'recent_patient_expiry', columnNames: ['expires_at'] })],
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
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('recent_patient');
  }
}
