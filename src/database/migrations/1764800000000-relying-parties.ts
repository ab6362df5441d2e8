import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** Stores at which clients people are signed in through this server, and which consents are remembered. */
export class RelyingParties1764800000000 implements MigrationInterface {
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
      name: 'relying_party_session',
      columns: [
        { name: 'sid', type: 'varchar', length: '64', isPrimary: true },
        { name: 'client_id', type: 'varchar', length: '255' },
        { name: 'account_id', type: 'varchar', length: '36' },
        { name: 'session_uid', type: 'varchar', length: '64' },
        { name: 'attempts', type: 'integer' },
        { name: 'next_attempt_at', type: 'bigint', isNullable: true },
        { name: 'expires_at', type: 'bigint' },
      ],
      indices: [
        new TableIndex({ name: 'relying_party_session_account', columnNames: ['account_id'] }),
        new TableIndex({ name: 'relying_party_session_session', columnNames: ['session_uid'] }),
        new TableIndex({ name: 'relying_party_session_due', columnNames: ['next_attempt_at'] }),
        new TableIndex({ name: 'relying_party_session_expiry', columnNames: ['expires_at'] }),
      ],
    }),
    new Table({
      name: 'remembered_consent',
      columns: [
        { name: 'id', type: 'varchar', length: '36', isPrimary: true },
        { name: 'account_id', type: 'varchar', length: '36' },
        { name: 'client_id', type: 'varchar', length: '255' },
        { name: 'fhir_server', type: 'varchar', length: '64' },
        { name: 'asked', type: 'text' },
        { name: 'allowed', type: 'text' },
        { name: 'decided_at', type: 'bigint' },
      ],
      indices: [
        new TableIndex({
          name: 'remembered_consent_whose',
          columnNames: ['account_id', 'client_id', 'fhir_server'],
          isUnique: true,
        }),
      ],
      foreignKeys: [
        {
          columnNames: ['account_id'],
          referencedTableName: 'account',
          referencedColumnNames: ['id'],
          onDelete: 'CASCADE',
        },
      ],
    }),
  ];
}
