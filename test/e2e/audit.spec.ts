import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditChain } from '#src/audit/audit-chain.js';
import { type AuditRecord, recordOf } from '#src/audit/audit-rows.js';
import { AuditSearch } from '#src/audit/audit-search.js';
import { AuditVerification } from '#src/audit/audit-verification.js';
import { openDatabase, sqliteFile } from '../support/database.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

/** A person signs in and opens the record of a patient with an app. */
async function openRecord(hospital: Hospital): Promise<SmartApp> {
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  const provider = await browser.get(app.authorizationUrl());
  const end = await walkThrough(browser, provider, { username: 'maria.lindqvist', patient: 'noah-jansen' });
  expect((await app.redeem(app.answer(end).code!)).status).toBe(200);
  return app;
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
      ],
    });
    const ofRequests = records.filter(({ event }) => !event.startsWith('key.'));
    expect(ofRequests.map(({ address }) => address)).toEqual(ofRequests.map(() => '127.0.0.1'));
    expect(of('token.issued').userAgent).toBe('node');
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
