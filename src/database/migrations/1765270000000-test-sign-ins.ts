import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Sign-ins without effect, by which administrators test an identity provider. */
export class TestSignIns1765270000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'test_sign_in',
        columns: [
          { name: 'id_hash', type: 'varchar', length: '64', isPrimary: true },
          { name: 'scheme', type: 'varchar', length: '64' },
          { name: 'fhir_server', type: 'varchar', length: '64', isNullable: true },
          { name: 'client_id', type: 'varchar', length: '255' },
          { name: 'actor_id', type: 'varchar', length: '36', isNullable: true },
          { name: 'sealed_result', type: 'text', isNullable: true },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [{ name: 'test_sign_in_expiry', columnNames: ['expires_at'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('test_sign_in');
  }
}
