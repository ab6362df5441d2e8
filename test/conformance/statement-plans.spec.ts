import { DataSource } from 'typeorm';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { AuditChain } from '#src/audit/audit-chain.js';
import { ExpiredRows } from '#src/database/expired-rows.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { getTokens } from '../support/smart-app.js';
import { StatementCounts } from '../support/statement-counts.js';

/** Tables that have more rows the more people there are, and the longer the server runs. */
const GROWING = [
  'oidc_artifact',
  'sign_in',
  'grant_context',
  'audit_event',
  'audit_seal',
  'account',
  'federated_identity',
  'account_claim',
  'account_fhir_user',
  'remembered_consent',
  'relying_party_session',
  'login_attempt',
  'recent_patient',
];
/** What SQLite says of a statement that reads all rows, or all that have not expired, or all of one kind. */
const READS_ALL = [/^SCAN (\w+)/, /^SEARCH (\w+) .*\((expires_at>|issuer=|scheme=|event=|client_id=)\?\)$/];
/** Indexes that hold few rows, or that a query with a limit reads in order. */
const SPARSE_OR_IN_ORDER = /oidc_artifact_held|account_created|audit_event_unsealed|audit_seal USING INDEX/;

describe('the statements of a running server', () => {
  let hospital: Hospital;
  let dataSource: DataSource;
  let statements: StatementCounts;

  beforeAll(async () => {
    hospital = await startHospital();
    dataSource = hospital.app.get(DataSource);
    statements = new StatementCounts(dataSource);
  });
  afterAll(async () => {
    statements.remove();
    await hospital.close();
  });

  const growing = (name: string) =>
    GROWING.includes(name) ||
    dataSource.entityMetadatas.some((entity) => entity.name === name && GROWING.includes(entity.tableName));

  async function stepsThatReadAll(statement: string): Promise<string[]> {
    const parameters = statement.match(/\?/g)?.map(() => null) ?? [];
    const plan: Array<{ detail: string }> = await dataSource.query(
      `EXPLAIN QUERY PLAN ${statement}`,
      parameters,
    );
    return plan
      .map(({ detail }) => detail)
      .filter((detail) => READS_ALL.some((pattern) => growing(pattern.exec(detail)?.[1] ?? '')))
      .filter((detail) => !SPARSE_OR_IN_ORDER.test(detail))
      .map((detail) => `${detail}: ${statement}`);
  }

  it('read no more rows when there are more people, Grants or sign-ins', async () => {
    const { app, browser, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    await app.refresh(tokens.refresh_token);
    await app.revoke(tokens.refresh_token);
    await browser.get(`${hospital.issuer}/account`);
    const signOut = await browser.get(`${hospital.issuer}/logout`);
    await browser.submit(signOut, { button: 'Sign out' });
    await hospital.app.get(SignInRecordStore).ofUpstream('https://login.example', { sid: 'a-session' });
    const accounts = hospital.app.get(AccountDirectory);
    const [first] = await accounts.list({}, undefined, 1);
    await accounts.list({}, first, 50);
    await hospital.app.get(ExpiredRows).purge();
    await hospital.app.get(AuditChain).sealNext(50);

    const ran = [...statements.sources].filter((source) => /^\s*(SELECT|UPDATE|DELETE|INSERT)/i.test(source));
    expect(ran.length).toBeGreaterThan(50);
    expect(ran.join()).toContain('holder IS NOT NULL');
    expect((await Promise.all(ran.map(stepsThatReadAll))).flat()).toEqual([]);
  });

  it('would be found if they did', async () => {
    expect(await stepsThatReadAll('SELECT * FROM sign_in WHERE issuer = ?')).toHaveLength(1);
    expect(await stepsThatReadAll('SELECT count(*) FROM oidc_artifact WHERE expires_at > ?')).toHaveLength(1);
  });
});
