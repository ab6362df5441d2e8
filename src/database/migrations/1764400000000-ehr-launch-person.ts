import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

/** Lets a launch be for one person only. */
export class EhrLaunchPerson1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn(
      'ehr_launch',
      new TableColumn({ name: 'fhir_user', type: 'varchar', length: '128', isNullable: true }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('ehr_launch', 'fhir_user');
  }
}
