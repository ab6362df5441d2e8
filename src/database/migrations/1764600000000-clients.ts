import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** Clients that are managed while the server runs, their secrets, and the tokens that permit registering one. */
export class Clients1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables()) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables().reverse()) await runner.dropTable(table);
  }
}

function tables(): Table[] {
  return [
    new Table({
      name: 'client',
      columns: [
        { name: 'client_id', type: 'varchar', length: '255', isPrimary: true },
        { name: 'definition', type: 'text' },
        { name: 'status', type: 'varchar', length: '16' },
        { name: 'origin', type: 'varchar', length: '16' },
        { name: 'told_problem', type: 'varchar', length: '64', isNullable: true },
        { name: 'version', type: 'integer' },
        { name: 'created_at', type: 'bigint' },
        { name: 'updated_at', type: 'bigint' },
      ],
    }),
    new Table({
      name: 'client_secret',
      columns: [
        { name: 'id', type: 'varchar', length: '36', isPrimary: true },
        { name: 'client_id', type: 'varchar', length: '255' },
        { name: 'digest', type: 'varchar', length: '64' },
        { name: 'created_at', type: 'bigint' },
        { name: 'expires_at', type: 'bigint', isNullable: true },
      ],
      indices: [
        new TableIndex({ name: 'client_secret_client', columnNames: ['client_id'] }),
        new TableIndex({ name: 'client_secret_expiry', columnNames: ['expires_at'] }),
      ],
    }),
    new Table({
      name: 'client_registration_token',
      columns: [
        { name: 'token_hash', type: 'varchar', length: '64', isPrimary: true },
        { name: 'uses_left', type: 'integer' },
        { name: 'created_at', type: 'bigint' },
        { name: 'expires_at', type: 'bigint' },
      ],
      indices: [new TableIndex({ name: 'client_registration_token_expiry', columnNames: ['expires_at'] })],
    }),
  ];
}
