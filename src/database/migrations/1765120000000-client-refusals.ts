import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** Stores the latest refusals of each client, with their reasons. */
export class ClientRefusals1765120000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'client_refusal',
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'client_id', type: 'varchar', length: '255' },
          { name: 'reference', type: 'varchar', length: '16' },
          { name: 'occurred_at', type: 'bigint' },
          { name: 'endpoint', type: 'varchar', length: '32' },
          { name: 'error', type: 'varchar', length: '64' },
          { name: 'reason', type: 'varchar', length: '64' },
          { name: 'detail', type: 'text' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [
          new TableIndex({ name: 'client_refusal_client', columnNames: ['client_id', 'occurred_at'] }),
          new TableIndex({ name: 'client_refusal_reference', columnNames: ['reference'] }),
          new TableIndex({ name: 'client_refusal_expiry', columnNames: ['expires_at'] }),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('client_refusal');
  }
}
