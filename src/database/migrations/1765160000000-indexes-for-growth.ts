import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that are empty in most rows. Their indexes hold only the rows that can be looked for. */
const SPARSE = [
  ['oidc_artifact_uid', 'oidc_artifact', 'uid'],
  ['grant_context_session', 'grant_context', 'session_uid'],
  ['audit_event_reference', 'audit_event', 'reference'],
] as const;

/**
 * Lets every statement of a running server cost the same, however many Grants, sign-ins and audit rows there are.
 * Pending requests are counted among themselves, audit rows are deleted by their event, and the message of an identity
 * provider finds its sign-ins by the session there. A page of accounts is read without sorting all accounts.
 */
export class IndexesForGrowth1765160000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [index, table, column] of SPARSE) {
      await runner.query(`DROP INDEX ${index}`);
      await runner.query(`CREATE INDEX ${index} ON ${table} (${column}) WHERE ${column} IS NOT NULL`);
    }
    await runner.query('DROP INDEX oidc_artifact_holder');
    await runner.query(
      'CREATE INDEX oidc_artifact_holder ON oidc_artifact (holder, expires_at) WHERE holder IS NOT NULL',
    );
    await runner.query(
      'CREATE INDEX oidc_artifact_held ON oidc_artifact (expires_at, holder) WHERE holder IS NOT NULL',
    );
    await runner.query('CREATE INDEX account_created ON account (created_at, id)');
    await runner.query('CREATE INDEX audit_event_kind ON audit_event (event, occurred_at)');
    await runner.query('DROP INDEX sign_in_upstream');
    await runner.query('CREATE INDEX sign_in_upstream ON sign_in (subject, issuer)');
    await runner.query(
      'CREATE INDEX sign_in_upstream_session ON sign_in (upstream_sid, issuer) WHERE upstream_sid IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX sign_in_upstream_session');
    await runner.query('DROP INDEX sign_in_upstream');
    await runner.query('CREATE INDEX sign_in_upstream ON sign_in (issuer, subject)');
    await runner.query('DROP INDEX audit_event_kind');
    await runner.query('DROP INDEX account_created');
    await runner.query('DROP INDEX oidc_artifact_held');
    await runner.query('DROP INDEX oidc_artifact_holder');
    await runner.query('CREATE INDEX oidc_artifact_holder ON oidc_artifact (holder, expires_at)');
    for (const [index, table, column] of SPARSE) {
      await runner.query(`DROP INDEX ${index}`);
      await runner.query(`CREATE INDEX ${index} ON ${table} (${column})`);
    }
  }
}
