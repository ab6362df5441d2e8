import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Requests of the API with an `Idempotency-Key`, and their answers. */
export class IdempotentRequests1765262000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'idempotent_request',
        columns: [
          { name: 'key_hash', type: 'varchar', length: '64', isPrimary: true },
          { name: 'request_hash', type: 'varchar', length: '64' },
          { name: 'sealed_answer', type: 'text', isNullable: true },
          { name: 'begun_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [{ name: 'idempotent_request_expiry', columnNames: ['expires_at'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('idempotent_request');
  }
}
