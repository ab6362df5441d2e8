import { type MigrationInterface, type QueryRunner, TableColumn, TableIndex } from 'typeorm';

/**
 * Stores the result of an identity provider’s answer, for when the answer comes a second time; lets all steps of a
 * request share one name; and stores when a person was sent on to sign out at an identity provider, because that
 * identity provider will then send a message about the sign-out.
 */
export class ComingBack1765150000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns('login_attempt', [
      new TableColumn({ name: 'begun_at', type: 'bigint', default: 0 }),
      new TableColumn({ name: 'answer_hash', type: 'varchar', length: '64', isNullable: true }),
      new TableColumn({ name: 'outcome', type: 'text', isNullable: true }),
    ]);
    await runner.addColumn(
      'sign_in',
      new TableColumn({ name: 'signed_out_at', type: 'bigint', isNullable: true }),
    );
    await this.indexUid(runner, false);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM oidc_artifact WHERE model = 'Interaction'`);
    await this.indexUid(runner, true);
    await runner.dropColumn('sign_in', 'signed_out_at');
    await runner.dropColumns('login_attempt', ['begun_at', 'answer_hash', 'outcome']);
  }

  private async indexUid(runner: QueryRunner, isUnique: boolean): Promise<void> {
    await runner.dropIndex('oidc_artifact', 'oidc_artifact_uid');
    await runner.createIndex(
      'oidc_artifact',
      new TableIndex({ name: 'oidc_artifact_uid', columnNames: ['uid'], isUnique }),
    );
  }
}
