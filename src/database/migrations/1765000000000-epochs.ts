import {
  type MigrationInterface,
  type QueryRunner,
  Table,
  TableColumn,
  TableForeignKey,
  TableIndex,
} from 'typeorm';

const optional = { isNullable: true };
const key = { isPrimary: true };
const count = () => new TableColumn({ name: 'epoch', type: 'integer', default: 0 });
const counts = () => new TableColumn({ name: 'epochs', type: 'text', default: "'{}'" });

/**
 * Replaces times by counts. Each sign-in becomes a row with the counts at the time it was made, and sessions and Grants
 * point to that row. Access from before has no such row and ends, so all people sign in once more. The missing facts,
 * which are the link and the FHIR resource of each session, could only be guessed.
 */
export class Epochs1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['account', 'federated_identity', 'account_credential'])
      await runner.addColumn(table, count());
    await runner.addColumns('federated_identity', [
      new TableColumn({ name: 'sealed_refresh_token', type: 'text', ...optional }),
      new TableColumn({ name: 'provider_checked_at', type: 'bigint', ...optional }),
    ]);
    await runner.addColumn('account', new TableColumn({ name: 'link_version', type: 'integer', default: 0 }));
    await runner.addColumn(
      'account',
      new TableColumn({ name: 'email_link_id', type: 'varchar', length: '36', ...optional }),
    );
    await runner.dropColumn('account', 'signed_out_at');
    await runner.dropTable('not_before');
    await runner.createTable(
      new Table({
        name: 'epoch',
        columns: [
          { name: 'level', type: 'varchar', length: '16', ...key },
          { name: 'name', type: 'varchar', length: '255', ...key },
          { name: 'value', type: 'integer' },
        ],
      }),
    );
    await runner.dropTable('federated_session');
    await runner.createTable(
      new Table({
        name: 'sign_in',
        columns: [
          { name: 'id', type: 'varchar', length: '36', ...key },
          { name: 'session_uid', type: 'varchar', length: '64', ...optional },
          { name: 'account_id', type: 'varchar', length: '36' },
          { name: 'link_id', type: 'varchar', length: '36', ...optional },
          { name: 'epochs', type: 'text' },
          { name: 'scheme', type: 'varchar', length: '64', ...optional },
          { name: 'issuer', type: 'varchar', length: '512', ...optional },
          { name: 'subject', type: 'varchar', length: '255', ...optional },
          { name: 'upstream_sid', type: 'varchar', length: '255', ...optional },
          { name: 'sealed_id_token', type: 'text', ...optional },
          { name: 'created_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [
          new TableIndex({ name: 'sign_in_session', columnNames: ['session_uid'] }),
          new TableIndex({ name: 'sign_in_link', columnNames: ['link_id'] }),
          new TableIndex({ name: 'sign_in_upstream', columnNames: ['issuer', 'subject'] }),
          new TableIndex({ name: 'sign_in_expiry', columnNames: ['expires_at'] }),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'upstream_sign_out',
        columns: [
          { name: 'id', type: 'varchar', length: '36', ...key },
          { name: 'issuer', type: 'varchar', length: '512' },
          { name: 'subject', type: 'varchar', length: '255', ...optional },
          { name: 'sid', type: 'varchar', length: '255', ...optional },
          { name: 'count', type: 'integer' },
          { name: 'expires_at', type: 'bigint' },
        ],
        indices: [
          new TableIndex({ name: 'upstream_sign_out_issuer', columnNames: ['issuer', 'count'] }),
          new TableIndex({ name: 'upstream_sign_out_expiry', columnNames: ['expires_at'] }),
        ],
      }),
    );
    await runner.dropTable('account_fhir_user');
    await runner.createTable(
      fhirUsers(
        [{ name: 'link_id', type: 'varchar', length: '36', ...key }],
        [{ name: 'epoch', type: 'integer', default: 0 }],
      ),
    );
    await runner.addColumns('grant_context', [
      new TableColumn({ name: 'sign_in_id', type: 'varchar', length: '36', ...optional }),
      new TableColumn({ name: 'fhir_user', type: 'varchar', length: '128', ...optional }),
      new TableColumn({ name: 'fhir_user_server', type: 'varchar', length: '64', ...optional }),
      new TableColumn({ name: 'fhir_user_epoch', type: 'integer', ...optional }),
    ]);
    await runner.addColumns('account_activation', [
      new TableColumn({ name: 'account_epoch', type: 'integer', default: 0 }),
      new TableColumn({ name: 'password_epoch', type: 'integer', ...optional }),
    ]);
    await runner.addColumn('ehr_launch', counts());
    await runner.addColumn('remembered_consent', counts());
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('remembered_consent', 'epochs');
    await runner.dropColumn('ehr_launch', 'epochs');
    await runner.dropColumns('account_activation', ['account_epoch', 'password_epoch']);
    await runner.dropColumns('grant_context', [
      'sign_in_id',
      'fhir_user',
      'fhir_user_server',
      'fhir_user_epoch',
    ]);
    await runner.dropTable('account_fhir_user');
    await runner.createTable(fhirUsers([], []));
    await runner.dropTable('upstream_sign_out');
    await runner.dropTable('sign_in');
    await runner.createTable(
      new Table({
        name: 'federated_session',
        columns: [
          { name: 'id', type: 'varchar', length: '36', ...key },
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
    await runner.dropTable('epoch');
    await runner.createTable(
      new Table({
        name: 'not_before',
        columns: [
          { name: 'level', type: 'varchar', length: '16', ...key },
          { name: 'name', type: 'varchar', length: '255', ...key },
          { name: 'not_before', type: 'bigint' },
        ],
      }),
    );
    await runner.addColumn(
      'account',
      new TableColumn({ name: 'signed_out_at', type: 'bigint', ...optional }),
    );
    await runner.dropColumns('account', ['email_link_id', 'link_version']);
    await runner.dropColumns('federated_identity', ['provider_checked_at', 'sealed_refresh_token']);
    for (const table of ['account_credential', 'federated_identity', 'account'])
      await runner.dropColumn(table, 'epoch');
  }
}

type Columns = NonNullable<ConstructorParameters<typeof Table>[0]>['columns'];

function fhirUsers(keys: NonNullable<Columns>, more: NonNullable<Columns>): Table {
  return new Table({
    name: 'account_fhir_user',
    columns: [
      { name: 'account_id', type: 'varchar', length: '36', ...key },
      ...keys,
      { name: 'fhir_server', type: 'varchar', length: '64', ...key },
      { name: 'resource_type', type: 'varchar', length: '32' },
      { name: 'resource_id', type: 'varchar', length: '64' },
      { name: 'source', type: 'varchar', length: '16' },
      ...more,
      { name: 'resolved_at', type: 'bigint' },
    ],
    foreignKeys: [
      new TableForeignKey({
        columnNames: ['account_id'],
        referencedTableName: 'account',
        referencedColumnNames: ['id'],
        onDelete: 'CASCADE',
      }),
    ],
  });
}
