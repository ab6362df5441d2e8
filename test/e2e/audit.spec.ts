import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { AuditChain } from '#src/audit/audit-chain.js';
import { type AuditRecord, recordOf } from '#src/audit/audit-rows.js';
import { AuditSearch } from '#src/audit/audit-search.js';
import { AuditVerification } from '#src/audit/audit-verification.js';
import { sha256 } from '#src/crypto/handle.js';
import { openDatabase, sqliteFile } from '../support/database.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

/** A person signs in and opens the record of a patient with an app. @returns what the app gets. */
async function openRecord(hospital: Hospital): Promise<Record<string, any>> {
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  const provider = await browser.get(app.authorizationUrl());
  const end = await walkThrough(browser, provider, { username: 'maria.lindqvist', patient: 'noah-jansen' });
  const { status, body } = await app.redeem(app.answer(end).code!);
  expect(status).toBe(200);
  return body;
}

/** The trail of the row about the token. */
async function stepsOfToken(hospital: Hospital): Promise<Record<string, string>> {
  const row = (await recordsOf(hospital)).find(({ event }) => event === 'token.issued')!;
  const trail = row.trail as Array<{ step: string; finding: string }>;
  return Object.fromEntries(trail.map(({ step, finding }) => [step, finding]));
}

async function recordsOf(hospital: Hospital): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const row of hospital.app.get(AuditSearch).find({})) records.push(recordOf(row));
  return records;
}

describe('the audit log of a journey', () => {
  let hospital: Hospital;
  afterEach(() => hospital.close());

  it('says who opened which patient, with which app, and from where', async () => {
    hospital = await startHospital();
    await openRecord(hospital);
    const records = await recordsOf(hospital);
    const of = (event: string) => records.find((record) => record.event === event)!;
    const { accountId } = of('login.succeeded');
    expect(of('launch.context_chosen')).toMatchObject({
      accountId,
      clientId: 'chart',
      fhirServer: 'records',
      patient: 'noah-jansen',
    });
    expect(of('token.issued')).toMatchObject({
      accountId,
      clientId: 'chart',
      trail: [
        { step: 'grant_type', finding: 'authorization_code' },
        { step: 'scope', finding: expect.stringContaining('patient/Observation.rs') as string },
        { step: 'jti' },
        { step: 'grant' },
      ],
    });
    const ofRequests = records.filter(({ event }) => !event.startsWith('key.'));
    expect(ofRequests.map(({ address }) => address)).toEqual(ofRequests.map(() => '127.0.0.1'));
    expect(of('token.issued').userAgent).toBe('node');
  });

  it('says which token it was, by what opens nothing', async () => {
    hospital = await startHospital();
    const { access_token: token } = await openRecord(hospital);
    const { jti, grant_id: grant } = decodeJwt(token) as Record<string, string>;
    expect(await stepsOfToken(hospital)).toMatchObject({ jti, grant: sha256(grant!) });
    const authorization = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;
    for (const named of [jti!, grant!, sha256(grant!)]) {
      const { body } = await new SmartApp(hospital).post('/introspect', { token: named }, { authorization });
      expect(body).toEqual({ active: false });
      const headers = { authorization: `Bearer ${named}` };
      expect((await fetch(`${hospital.issuer}/userinfo`, { headers })).status).toBe(401);
      expect((await new SmartApp(hospital).refresh(named)).body.error).toBe('invalid_grant');
    }
  });

  it('does not say which opaque token it was, because its name is the token', async () => {
    hospital = await startHospital({
      configure: (configuration) => (configuration.fhirServers[0].accessTokenFormat = 'opaque'),
    });
    const { access_token: token } = await openRecord(hospital);
    const steps = await stepsOfToken(hospital);
    expect(Object.keys(steps)).toEqual(['grant_type', 'scope', 'grant']);
    const [{ grantHash }] = await hospital.app
      .get(DataSource)
      .query(`SELECT grant_hash AS "grantHash" FROM oidc_artifact WHERE id_hash = '${sha256(token)}'`);
    expect(steps.grant).toBe(grantHash);
    const all = JSON.stringify(await recordsOf(hospital));
    for (const named of [token, sha256(token)]) expect(all).not.toContain(named);
  });

  it('keeps no address where the settings say so', async () => {
    hospital = await startHospital({
      configure: (configuration) => (configuration.audit = { addressDays: 0 }),
    });
    await openRecord(hospital);
    const records = await recordsOf(hospital);
    expect(records.length).toBeGreaterThan(3);
    for (const { address, userAgent } of records)
      expect([address, userAgent]).toEqual([undefined, undefined]);
  });

  it('is sealed as a whole when the server has stopped, and sent on as a whole', async () => {
    const url = sqliteFile();
    const stream = join(mkdtempSync(join(tmpdir(), 'wardkey-stream-')), 'audit.ndjson');
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.database = { url };
        configuration.audit = { stream: `file:${stream}` };
      },
    });
    await openRecord(hospital);
    const written = (await recordsOf(hospital)).map(({ id }) => id);
    await hospital.close();
    const dataSource = await openDatabase(url);
    const rows: Array<{ position: string }> = await dataSource.query('SELECT position FROM audit_event');
    await dataSource.destroy();
    expect(rows.map(({ position }) => Number(position)).sort((one, two) => one - two)).toEqual(
      written.map((_, index) => index + 1),
    );
    const sent = readFileSync(stream, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as AuditRecord).id);
    expect(sent.sort()).toEqual(written.sort());
    hospital = await startHospital();
  });

  it('is whole while the server runs', async () => {
    hospital = await startHospital();
    await openRecord(hospital);
    const get = hospital.app.get.bind(hospital.app);
    while ((await get(AuditChain).sealNext(50)) > 0);
    const findings: unknown[] = [];
    const summary = await get(AuditVerification).verify((finding) => findings.push(finding));
    expect(findings).toEqual([]);
    expect(summary.rows).toBe((await recordsOf(hospital)).length);
  });
});
