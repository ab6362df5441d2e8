import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Identity providers that are managed while the server runs. */
export class IdentityProviders1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'identity_provider',
        columns: [
          { name: 'scheme_key', type: 'varchar', length: '64', isPrimary: true },
          { name: 'definition', type: 'text' },
          { name: 'sealed_secrets', type: 'text' },
          { name: 'enabled', type: 'boolean' },
          { name: 'told_problem', type: 'varchar', length: '64', isNullable: true },
          { name: 'version', type: 'integer' },
          { name: 'created_at', type: 'bigint' },
          { name: 'updated_at', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('identity_provider');
  }
}
