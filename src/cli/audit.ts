import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { link, open } from 'node:fs/promises';
import { AuditChain } from '#src/audit/audit-chain.js';
import { AUDIT_EVENTS } from '#src/audit/audit-events.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { type AuditRecord, recordOf } from '#src/audit/audit-rows.js';
import { type AuditCriteria, AuditSearch } from '#src/audit/audit-search.js';
import { type Anchor, AuditVerification } from '#src/audit/audit-verification.js';
import { fhirAuditEvent } from '#src/audit/fhir-audit-event.js';
import { DAY_SECONDS } from '#src/clock/day.js';
import { Settings } from '#src/config/settings/settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import { withDraft } from '#src/files/draft.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { findAccount, type Parts, withAccounts } from './account.js';
import { print } from './output.js';

export interface AuditOptions {
  config?: string;
  from?: string;
  to?: string;
  event?: string;
  outcome?: string;
  reason?: string;
  reference?: string;
  account?: string;
  actor?: string;
  client?: string;
  provider?: string;
  fhirServer?: string;
  patient?: string;
  address?: string;
}

export interface ExportOptions extends AuditOptions {
  format: string;
}

export interface VerifyOptions {
  config?: string;
  anchor?: string[];
}

const OUTCOMES = ['success', 'refused', 'failed'];
const FORMATS = ['ndjson', 'fhir'];

/** `wardkey audit search`: prints rows of the audit log, oldest first, one JSON object per line. */
export async function searchAudit(options: AuditOptions): Promise<void> {
  await withAccounts(options, async (parts) => {
    const criteria = await criteriaOf(options, parts);
    for await (const row of parts.get(AuditSearch).find(criteria)) {
      print(recordOf(row));
      // Whoever reads more slowly than the database answers decides how fast this goes.
      if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
    }
  });
}

/**
 * `wardkey audit export <file>`: writes rows of the audit log to a new file, oldest first, one JSON object per line: as
 * this server names things, or as AuditEvents of FHIR R4.
 */
export async function exportAudit(path: string, options: ExportOptions): Promise<void> {
  oneOf(FORMATS, options.format, '--format');
  await withAccounts(options, async (parts) => {
    const criteria = await criteriaOf(options, parts);
    const { issuer } = parts.get(Settings);
    const fhirServers = new Map(parts.get(FhirServers).all.map(({ name, baseUrl }) => [name, baseUrl]));
    const shown = (record: AuditRecord) =>
      options.format === 'fhir' ? fhirAuditEvent(record, issuer, fhirServers) : record;
    if (existsSync(path)) throw refusal(path, 'EEXIST');
    // Half of an export must not be taken for a whole one, so the file gets its name when it is whole.
    const rows = await withDraft(path, async (draft) => {
      const file = await open(draft, 'wx', 0o600).catch((error: unknown) => {
        throw refusal(path, codeOf(error));
      });
      try {
        let written = 0;
        for await (const row of parts.get(AuditSearch).find(criteria)) {
          await file.write(`${JSON.stringify(shown(recordOf(row)))}\n`);
          written += 1;
        }
        await file.sync();
        await link(draft, path).catch((error: unknown) => {
          throw refusal(path, codeOf(error));
        });
        return written;
      } finally {
        await file.close();
      }
    });
    print({ file: path, format: options.format, rows });
  });
}

/**
 * `wardkey audit verify`: prints what was changed in the audit log or deleted from it, then a summary. The exit code is
 * 1 when there is a finding.
 */
export async function verifyAudit(options: VerifyOptions): Promise<void> {
  const anchors = (options.anchor ?? []).map(anchorOf);
  await withAccounts(options, async ({ get }) => {
    const summary = await get(AuditVerification).verify(print, anchors);
    print(summary);
    if (summary.findings > 0) process.exitCode = 1;
  });
}

/** `wardkey audit accept-beginning`: lets the chain begin where it begins now. */
export async function acceptBeginning(options: { config?: string }): Promise<void> {
  await withAccounts(options, async ({ get }) => {
    const first = await get(AuditChain).acceptBeginning();
    if (!first)
      throw new DomainError({
        code: 'audit_chain_empty',
        message: 'No row of the audit log has a seal yet.',
      });
    const { position, hash } = first;
    const trail = [{ step: 'auditChain', finding: `${position}:${hash}` }];
    await get(AuditLog).record({ event: 'audit.beginning_accepted', outcome: 'success', trail });
    return { beginsAt: position };
  });
}

async function criteriaOf(options: AuditOptions, parts: Parts): Promise<AuditCriteria> {
  const { event, outcome, reason, reference, client, provider, fhirServer, patient, address } = options;
  if (event !== undefined) oneOf(AUDIT_EVENTS, event, '--event');
  if (outcome !== undefined) oneOf(OUTCOMES, outcome, '--outcome');
  const from = options.from === undefined ? undefined : secondOf(options.from, '--from');
  const before = options.to === undefined ? undefined : endOf(options.to);
  if (from !== undefined && before !== undefined && from >= before)
    throw invalid(`--from ${options.from} must be before --to ${options.to}`);
  return {
    from,
    before,
    event,
    outcome,
    reason,
    reference: reference?.trim().toUpperCase(),
    accountId: options.account === undefined ? undefined : await accountIdOf(options.account, parts),
    actorId: options.actor === undefined ? undefined : await accountIdOf(options.actor, parts),
    clientId: client,
    scheme: provider,
    fhirServer,
    patient: patient?.replace(/^Patient\//, ''),
    address,
  };
}

/** The rows of an account outlive it, so an id need not be that of an account that exists. */
async function accountIdOf(name: string, parts: Parts): Promise<string> {
  return name.includes('@') ? (await findAccount(name, parts)).id : name;
}

function oneOf(allowed: readonly string[], value: string, option: string): void {
  if (!allowed.includes(value)) throw invalid(`${option}: ${value} must be one of ${allowed.join(', ')}`);
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** The second at which a date begins (UTC), or the second of a time. */
function secondOf(text: string, option: string): number {
  const milliseconds = DATE.test(text) || TIME.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(milliseconds))
    throw invalid(
      `${option}: ${text} must be a date such as 2026-03-01 (UTC) or a time such as 2026-03-01T14:00:00+01:00`,
    );
  return Math.floor(milliseconds / 1000);
}

/** The end of `--to`: that whole day or second belongs to it. */
function endOf(text: string): number {
  return secondOf(text, '--to') + (DATE.test(text) ? DAY_SECONDS : 1);
}

function anchorOf(text: string): Anchor {
  const [, position, hash] = /^(\d{1,15}):([\w-]{43})$/.exec(text.trim()) ?? [];
  if (position === undefined || hash === undefined)
    throw invalid(`--anchor: ${text} must be POSITION:HASH, as the server log and audit verify name it`);
  return { position: Number(position), hash };
}

function refusal(path: string, code: string | undefined): DomainError {
  const why =
    code === 'EEXIST' ? 'exists already; an export never replaces a file' : `cannot be written (${code})`;
  return invalid(`${path} ${why}`);
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function invalid(message: string): DomainError {
  return new DomainError({ code: 'option_invalid', message });
}
