import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Stores the uploaded brand bundle. */
export class UserAccessBrands1764900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'user_access_brands',
        columns: [
          { name: 'id', type: 'varchar', length: '16', isPrimary: true },
          { name: 'bundle', type: 'text' },
          { name: 'identifier_system', type: 'varchar', length: '255', isNullable: true },
          { name: 'identifier_value', type: 'varchar', length: '255', isNullable: true },
          { name: 'updated_at', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('user_access_brands');
  }
}
