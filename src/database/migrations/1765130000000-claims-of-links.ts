import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/**
 * Stores claims by the link that brought them. The claims of an account with one link move to that link. For an account
 * with several links, it is unknown which link they came from, so they are dropped, and the next sign-in brings them
 * again.
 */
export class ClaimsOfLinks1765130000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.renameTable('account_claim', 'account_claim_before');
    await runner.createTable(claims('link_id', 'federated_identity'));
    await runner.query(
      `INSERT INTO account_claim (link_id, name, value, updated_at)
       SELECT (SELECT id FROM federated_identity WHERE account_id = c.account_id), c.name, c.value, c.updated_at
       FROM account_claim_before c
       WHERE (SELECT COUNT(*) FROM federated_identity WHERE account_id = c.account_id) = 1`,
    );
    await runner.dropTable('account_claim_before');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.renameTable('account_claim', 'account_claim_after');
    await runner.createTable(claims('account_id', 'account'));
    await runner.query(
      `INSERT INTO account_claim (account_id, name, value, updated_at)
       SELECT l.account_id, c.name, c.value, c.updated_at
       FROM account_claim_after c JOIN federated_identity l ON l.id = c.link_id
       WHERE (SELECT COUNT(*) FROM federated_identity WHERE account_id = l.account_id) = 1`,
    );
    await runner.dropTable('account_claim_after');
  }
}

function claims(owner: string, table: string): Table {
  return new Table({
    name: 'account_claim',
    columns: [
      { name: owner, type: 'varchar', length: '36', isPrimary: true },
      { name: 'name', type: 'varchar', length: '256', isPrimary: true },
      { name: 'value', type: 'text' },
      { name: 'updated_at', type: 'bigint' },
    ],
    foreignKeys: [
      {
        columnNames: [owner],
        referencedTableName: table,
        referencedColumnNames: ['id'],
        onDelete: 'CASCADE',
      },
    ],
  });
}
