import { type MigrationInterface, type QueryRunner, Table, TableColumn, TableIndex } from 'typeorm';

const optional = { isNullable: true };

/**
 * Stores which session at an identity provider each session and Grant came of, and which sign-outs there are under way.
 */
export class FederatedSessions1764200000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'federated_session',
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'session_uid', type: 'varchar', length: '64', ...optional },
          { name: 'account_id', type: 'varchar', length: '36' },
          { name: 'scheme', type: 'varchar', length: '64' },
          { name: 'issuer', type: 'varchar', length: '512' },
          { name: 'subject', type: 'varchar', length: '255' },
          { name: 'upstream_sid', type: 'varchar', length: '255', ...optional },
          { name: 'sealed_id_token', type: 'text', ...optional },
          { name: 'created_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [
          new TableIndex({ name: 'federated_session_session', columnNames: ['session_uid'] }),
          new TableIndex({ name: 'federated_session_subject', columnNames: ['issuer', 'subject'] }),
          new TableIndex({ name: 'federated_session_expiry', columnNames: ['expires_at'] }),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'logout_attempt',
        columns: [
          { name: 'state_hash', type: 'varchar', length: '64', isPrimary: true },
          { name: 'scheme', type: 'varchar', length: '64' },
          { name: 'return_to', type: 'text' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [new TableIndex({ name: 'logout_attempt_expiry', columnNames: ['expires_at'] })],
      }),
    );
    await runner.addColumn(
      'grant_context',
      new TableColumn({ name: 'made_in_session', type: 'varchar', length: '64', ...optional }),
    );
    await runner.createIndex(
      'grant_context',
      new TableIndex({ name: 'grant_context_made_in_session', columnNames: ['made_in_session'] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('grant_context', 'grant_context_made_in_session');
    await runner.dropColumn('grant_context', 'made_in_session');
    await runner.dropTable('logout_attempt');
    await runner.dropTable('federated_session');
  }
}
