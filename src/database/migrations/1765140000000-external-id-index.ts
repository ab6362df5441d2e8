import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const INDEX = 'account_external_id';

/**
 * An external id is looked up at every sign-in and whenever an account gets one. The index is not unique, because there
 * may be duplicates from before.
 */
export class ExternalIdIndex1765140000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex('account', new TableIndex({ name: INDEX, columnNames: ['external_id'] }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('account', INDEX);
  }
}
