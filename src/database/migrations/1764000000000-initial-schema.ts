import {
  type MigrationInterface,
  type QueryRunner,
  Table,
  type TableColumnOptions,
  TableForeignKey,
  TableIndex,
  TableUnique,
} from 'typeorm';

const text = (name: string, length: number, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type: 'varchar',
  length: String(length),
  ...more,
});
const long = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type: 'text',
  ...more,
});
const epoch = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type: 'bigint',
  ...more,
});
const key = { isPrimary: true };
const optional = { isNullable: true };

/** Deleting an account deletes its rows in this table. */
const ofAccount = () =>
  new TableForeignKey({
    columnNames: ['account_id'],
    referencedTableName: 'account',
    referencedColumnNames: ['id'],
    onDelete: 'CASCADE',
  });

/** The first schema: accounts, audit, keys, logins under way, launches, and what the engine stores. */
export class InitialSchema1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables()) await runner.createTable(table, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables().reverse()) await runner.dropTable(table, true);
  }
}

function tables(): Table[] {
  return [
    new Table({
      name: 'account',
      columns: [
        text('id', 36, key),
        text('status', 16),
        text('display_name', 255, optional),
        text('email', 320, optional),
        text('email_key', 320, { ...optional, isUnique: true }),
        text('external_id', 255, optional),
        text('external_id_scheme', 64, optional),
        text('fhir_user', 1024, optional),
        { name: 'version', type: 'integer', default: 1 },
        epoch('created_at'),
        epoch('updated_at'),
        epoch('last_sign_in_at', optional),
      ],
    }),
    new Table({
      name: 'federated_identity',
      columns: [
        text('id', 36, key),
        text('account_id', 36),
        text('issuer', 512),
        text('subject', 255),
        text('alternate_key', 512, optional),
        text('scheme', 64),
        text('linked_by', 64),
        epoch('linked_at'),
        epoch('last_used_at'),
      ],
      uniques: [
        new TableUnique({ name: 'federated_identity_issuer_subject', columnNames: ['issuer', 'subject'] }),
      ],
      indices: [
        new TableIndex({ name: 'federated_identity_account', columnNames: ['account_id'] }),
        new TableIndex({ name: 'federated_identity_alternate_key', columnNames: ['alternate_key'] }),
      ],
      foreignKeys: [ofAccount()],
    }),
    new Table({
      name: 'account_claim',
      columns: [text('account_id', 36, key), text('name', 256, key), long('value'), epoch('updated_at')],
      foreignKeys: [ofAccount()],
    }),
    new Table({
      name: 'account_fhir_user',
      columns: [
        text('account_id', 36, key),
        text('fhir_server', 64, key),
        text('resource_type', 32),
        text('resource_id', 64),
        text('source', 16),
        epoch('resolved_at'),
      ],
      foreignKeys: [ofAccount()],
    }),
    new Table({
      name: 'audit_event',
      columns: [
        text('id', 36, key),
        epoch('occurred_at'),
        text('event', 64),
        text('outcome', 16),
        text('reason', 64, optional),
        text('reference', 16, optional),
        text('account_id', 36, optional),
        text('client_id', 255, optional),
        text('scheme', 64, optional),
        long('trail', optional),
      ],
      indices: [
        new TableIndex({ name: 'audit_event_time', columnNames: ['occurred_at'] }),
        new TableIndex({ name: 'audit_event_reference', columnNames: ['reference'] }),
      ],
    }),
    new Table({
      name: 'signing_key',
      columns: [
        text('kid', 64, key),
        text('alg', 16),
        text('state', 16),
        long('sealed_private_jwk'),
        epoch('created_at'),
      ],
    }),
    new Table({
      name: 'login_attempt',
      columns: [
        text('state_hash', 64, key),
        text('interaction_uid', 64),
        text('scheme', 64),
        long('sealed_memo'),
        long('sealed_response', optional),
        epoch('expires_at'),
        epoch('consumed_at', optional),
      ],
      indices: [new TableIndex({ name: 'login_attempt_expiry', columnNames: ['expires_at'] })],
    }),
    new Table({
      name: 'grant_context',
      columns: [
        text('grant_hash', 64, key),
        text('fhir_server', 64),
        long('context'),
        text('session_uid', 64, optional),
        epoch('expires_at'),
      ],
      indices: [
        new TableIndex({ name: 'grant_context_session', columnNames: ['session_uid'] }),
        new TableIndex({ name: 'grant_context_expiry', columnNames: ['expires_at'] }),
      ],
    }),
    new Table({
      name: 'ehr_launch',
      columns: [
        text('launch_hash', 64, key),
        text('client_id', 255),
        text('fhir_server', 64),
        long('context'),
        epoch('expires_at'),
        text('consumed_by', 64, optional),
        epoch('consumed_at', optional),
      ],
      indices: [new TableIndex({ name: 'ehr_launch_expiry', columnNames: ['expires_at'] })],
    }),
    new Table({
      name: 'oidc_artifact',
      columns: [
        text('model', 40, key),
        text('id_hash', 64, key),
        long('payload'),
        text('grant_hash', 64, optional),
        text('uid', 64, optional),
        epoch('expires_at', optional),
        epoch('consumed_at', optional),
      ],
      indices: [
        new TableIndex({ name: 'oidc_artifact_grant', columnNames: ['grant_hash'] }),
        new TableIndex({ name: 'oidc_artifact_uid', columnNames: ['uid'], isUnique: true }),
        new TableIndex({ name: 'oidc_artifact_expiry', columnNames: ['expires_at'] }),
      ],
    }),
  ];
}
