import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

/**
 * Gives each signing key a seal that shows which server made it. Keys that sign get it at the next start. A key that is
 * retired already cannot be told from one that somebody wrote into the table, so its tokens do not count any more.
 */
export class SealOfPublicKeys1765220000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn(
      'signing_key',
      new TableColumn({ name: 'sealed_public_jwk', type: 'text', isNullable: true }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('signing_key', 'sealed_public_jwk');
  }
}
