import {
  type MigrationInterface,
  type QueryRunner,
  Table,
  type TableColumnOptions,
  TableForeignKey,
  TableIndex,
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
const count = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type: 'integer',
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

/** Outgoing mail; passwords, invitations and the linking of accounts by one-time code; counters of attempts. */
export class LocalSignIn1764100000000 implements MigrationInterface {
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
      name: 'mail_message',
      columns: [
        text('id', 36, key),
        text('kind', 32),
        text('account_id', 36, optional),
        long('sealed_letter'),
        count('attempts'),
        epoch('created_at'),
        epoch('next_attempt_at'),
        epoch('useless_after'),
      ],
      indices: [
        new TableIndex({ name: 'mail_message_next_attempt', columnNames: ['next_attempt_at'] }),
        new TableIndex({ name: 'mail_message_account', columnNames: ['account_id'] }),
      ],
    }),
    new Table({
      name: 'account_credential',
      columns: [
        text('account_id', 36, key),
        text('password_hash', 255, optional),
        epoch('password_changed_at', optional),
        text('local_login', 16),
      ],
      foreignKeys: [ofAccount()],
    }),
    new Table({
      name: 'account_invitation',
      columns: [
        text('token_hash', 64, key),
        text('account_id', 36),
        epoch('created_at'),
        epoch('expires_at'),
        epoch('consumed_at', optional),
      ],
      indices: [
        new TableIndex({ name: 'account_invitation_account', columnNames: ['account_id'] }),
        new TableIndex({ name: 'account_invitation_expiry', columnNames: ['expires_at'] }),
      ],
      foreignKeys: [ofAccount()],
    }),
    new Table({
      name: 'account_activation',
      columns: [
        text('id_hash', 64, key),
        text('account_id', 36),
        text('proof', 16),
        text('invitation_hash', 64, optional),
        text('scheme', 64, optional),
        long('sealed_identity', optional),
        text('code_key', 64, optional),
        epoch('code_sent_at', optional),
        count('codes_sent'),
        count('tries'),
        epoch('expires_at'),
        epoch('bound_at', optional),
      ],
      indices: [
        new TableIndex({ name: 'account_activation_account', columnNames: ['account_id'] }),
        new TableIndex({ name: 'account_activation_expiry', columnNames: ['expires_at'] }),
      ],
      foreignKeys: [ofAccount()],
    }),
    // The limiter library prescribes the columns and their order, because it inserts without naming them.
    new Table({
      name: 'attempt_count',
      columns: [text('key', 255, key), count('points'), epoch('expire', optional)],
      indices: [new TableIndex({ name: 'attempt_count_expiry', columnNames: ['expire'] })],
    }),
  ];
}
