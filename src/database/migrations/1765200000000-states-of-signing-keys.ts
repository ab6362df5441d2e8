import {
  type MigrationInterface,
  type QueryRunner,
  Table,
  type TableColumnOptions,
  TableIndex,
} from 'typeorm';

/**
 * Lets signing keys be changed while the server runs: a key has a state and the time of it, its public key stands in a
 * column of its own, and the private key may be deleted, or be at a signing service. There is one key of each algorithm
 * that signs, and one that will.
 */
export class StatesOfSigningKeys1765200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.renameTable('signing_key', 'signing_key_before');
    await runner.createTable(
      table([
        { name: 'sealed_private_jwk', type: 'text', isNullable: true },
        { name: 'public_jwk', type: 'text', isNullable: true },
        { name: 'service_key', type: 'varchar', length: '512', isNullable: true },
        { name: 'created_at', type: 'bigint' },
        { name: 'state_since', type: 'bigint', default: 0 },
      ]),
    );
    await runner.createIndex(
      'signing_key',
      new TableIndex({
        name: 'signing_key_one_of_a_kind',
        columnNames: ['alg', 'state'],
        isUnique: true,
        where: `state IN ('current', 'next')`,
      }),
    );
    await runner.query(
      `INSERT INTO signing_key (kid, alg, state, sealed_private_jwk, created_at, state_since)
       SELECT kid, alg, state, sealed_private_jwk, created_at, created_at FROM signing_key_before`,
    );
    await runner.dropTable('signing_key_before');
  }

  /** Keys without a private key in the database are lost. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('signing_key', 'signing_key_one_of_a_kind');
    await runner.renameTable('signing_key', 'signing_key_after');
    await runner.createTable(
      table([
        { name: 'sealed_private_jwk', type: 'text' },
        { name: 'created_at', type: 'bigint' },
      ]),
    );
    await runner.query(
      `INSERT INTO signing_key (kid, alg, state, sealed_private_jwk, created_at)
       SELECT kid, alg, state, sealed_private_jwk, created_at FROM signing_key_after
       WHERE state = 'current' AND sealed_private_jwk IS NOT NULL`,
    );
    await runner.dropTable('signing_key_after');
  }
}

function table(columns: TableColumnOptions[]): Table {
  return new Table({
    name: 'signing_key',
    columns: [
      { name: 'kid', type: 'varchar', length: '64', isPrimary: true },
      { name: 'alg', type: 'varchar', length: '16' },
      { name: 'state', type: 'varchar', length: '16' },
      ...columns,
    ],
  });
}
