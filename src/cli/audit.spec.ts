import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { AuditChain } from '#src/audit/audit-chain.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { loadEncryptionKeys } from '#src/crypto/encryption-key.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { openDatabase } from '../../test/support/database.js';
import { TestClock } from '../../test/support/test-clock.js';
import { acceptBeginning, type AuditOptions, exportAudit, searchAudit, verifyAudit } from './audit.js';

describe('wardkey audit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-audit-'));
  const config = join(folder, 'wardkey.yaml');
  const clock = new TestClock(Date.parse('2026-03-01T12:00:00Z'));
  let said = '';
  const run = async (work: Promise<void>) => {
    said = '';
    await work;
    return said
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const search = async (options: AuditOptions = {}) =>
    (await run(searchAudit({ config, ...options }))).map(({ event, clientId }) => `${event} ${clientId}`);
  const verify = (...anchor: string[]) => run(verifyAudit({ config, anchor }));
  const onDatabase = async (
    work: (dataSource: Awaited<ReturnType<typeof openDatabase>>) => Promise<unknown>,
  ) => {
    const dataSource = await openDatabase(`sqlite:${join(folder, 'wardkey.sqlite')}`);
    await work(dataSource);
    await dataSource.destroy();
  };

  beforeAll(async () => {
    writeFileSync(
      config,
      stringify({
        issuer: 'http://127.0.0.1:20998',
        dataDirectory: folder,
        fhirServers: [{ name: 'ward', baseUrl: 'https://fhir.hospital.example/r4/' }],
      }),
    );
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
    await onDatabase(async (dataSource) => {
      const log = new AuditLog(dataSource, clock);
      await log.record({
        event: 'login.refused',
        outcome: 'refused',
        reference: 'K7PQ-3MXA',
        clientId: 'chart',
      });
      clock.move(24 * 3600);
      await log.record({
        event: 'launch.context_chosen',
        outcome: 'success',
        fhirServer: 'ward',
        patient: 'noah',
        clientId: 'chart',
      });
      await log.record({
        event: 'launch.prepared',
        outcome: 'success',
        fhirServer: 'clinic',
        patient: 'noah',
        clientId: 'ehr',
      });
      clock.move(24 * 3600);
      await log.record({ event: 'token.issued', outcome: 'success', clientId: 'nightly' });
      const secretBox = new SecretBox(loadEncryptionKeys({ dataDirectory: folder })[0]);
      await new AuditChain(dataSource, secretBox).sealNext(50);
    });
  });
  afterEach(() => (process.exitCode = undefined));
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const ALL = [
    'login.refused chart',
    'launch.context_chosen chart',
    'launch.prepared ehr',
    'token.issued nightly',
  ];
  it.each<[AuditOptions, string[]]>([
    [{}, ALL],
    [{ from: '2026-03-02' }, ALL.slice(1)],
    [{ to: '2026-03-02' }, ALL.slice(0, 3)],
    [{ from: '2026-03-01T13:00:00+01:00', to: '2026-03-01T12:00:00Z' }, ALL.slice(0, 1)],
    [{ from: '2026-03-01T12:00:01Z' }, ALL.slice(1)],
    [{ event: 'token.issued' }, ALL.slice(3)],
    [{ outcome: 'refused' }, ALL.slice(0, 1)],
    [{ reference: ' k7pq-3mxa ' }, ALL.slice(0, 1)],
    [{ client: 'chart' }, ALL.slice(0, 2)],
    [{ patient: 'Patient/noah' }, ALL.slice(1, 3)],
    [{ patient: 'noah', fhirServer: 'ward' }, ALL.slice(1, 2)],
    [{ patient: 'noah', fhirServer: 'clinic' }, ALL.slice(2, 3)],
    [{ patient: 'noah', client: 'nightly' }, []],
    [{ account: 'no-longer-there' }, []],
  ])('search %j finds %j', async (options, found) => {
    expect(await search(options)).toEqual(found);
  });

  it.each<[AuditOptions, RegExp]>([
    [{ event: 'login' }, /--event: login must be one of login\.succeeded, /],
    [{ outcome: 'ok' }, /--outcome: ok must be one of success, refused, failed/],
    [{ from: 'yesterday' }, /--from: yesterday must be a date such as 2026-03-01/],
    [{ from: '2026-02-30x' }, /--from: 2026-02-30x must be/],
    [{ to: '2026-13-01' }, /--to: 2026-13-01 must be/],
    [{ from: '2026-03-01T12:00' }, /--from: 2026-03-01T12:00 must be/],
    [{ from: '2026-03-02', to: '2026-03-01' }, /--from 2026-03-02 must be before --to 2026-03-01/],
    [{ account: 'nobody@hospital.example' }, /There is no account nobody@hospital\.example/],
  ])('search %j is refused and says why', async (options, message) => {
    await expect(searchAudit({ config, ...options })).rejects.toThrow(message);
  });

  it('exports to a new file that only its owner can read, and never replaces a file', async () => {
    const path = join(folder, 'export.ndjson');
    const [told] = await run(exportAudit(path, { config, format: 'ndjson', client: 'chart' }));
    expect(told).toEqual({ file: path, format: 'ndjson', rows: 2 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { position: number }).position)).toEqual([1, 2]);
    await expect(exportAudit(path, { config, format: 'ndjson' })).rejects.toThrow(/exists already/);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toEqual(lines);
  });

  it('accepts where the chain begins, and says so in the log', async () => {
    expect(await run(acceptBeginning({ config }))).toEqual([{ beginsAt: 1 }]);
    expect(await run(acceptBeginning({ config }))).toEqual([{ beginsAt: 1 }]);
    const [row] = await run(searchAudit({ config, event: 'audit.beginning_accepted' }));
    expect(row).toMatchObject({
      trail: [{ step: 'auditChain', finding: expect.stringMatching(/^1:/) as string }],
    });
    await onDatabase((dataSource) => dataSource.query(`DELETE FROM audit_event WHERE position IS NULL`));
  });

  it('exports AuditEvents of FHIR', async () => {
    const path = join(folder, 'export.fhir');
    await run(exportAudit(path, { config, format: 'fhir', event: 'launch.context_chosen' }));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      resourceType: 'AuditEvent',
      recorded: '2026-03-02T12:00:00.000Z',
      entity: [{ what: { reference: 'https://fhir.hospital.example/r4/Patient/noah' } }],
    });
  });

  it.each([
    [{ format: 'csv' }, 'export.csv', /--format: csv must be one of ndjson, fhir/],
    [{ format: 'ndjson', event: 'x' }, 'export.x', /--event: x must be/],
    [{ format: 'ndjson' }, join('nowhere', 'export'), /cannot be written \(ENOENT\)/],
  ])('an export by %j to %s is refused and leaves no file', async (options, name, message) => {
    await expect(exportAudit(join(folder, name), { config, ...options })).rejects.toThrow(message);
    expect(existsSync(join(folder, name))).toBe(false);
  });

  it('verify says that all is well, and then what was changed, with exit code 1', async () => {
    const [summary] = await verify();
    expect(summary).toMatchObject({ seals: 4, rows: 4, findings: 0 });
    expect(process.exitCode).toBeUndefined();
    await onDatabase((dataSource) =>
      dataSource.query(`UPDATE audit_event SET patient = 'liam' WHERE fhir_server = 'ward'`),
    );
    const [finding, after] = await verify(summary!.head as string);
    expect(finding).toMatchObject({
      problem: 'row_changed',
      position: 2,
      occurredAt: '2026-03-02T12:00:00.000Z',
    });
    expect(after).toMatchObject({ rows: 3, findings: 1, head: summary!.head });
    expect(process.exitCode).toBe(1);
  });

  it.each([['1'], ['x:y'], ['1:short']])('the anchor %s is refused and says its form', async (anchor) => {
    await expect(verifyAudit({ config, anchor: [anchor] })).rejects.toThrow(/must be POSITION:HASH/);
  });
});
