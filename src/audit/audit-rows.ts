import { instantOf } from '#src/clock/instant.js';
import type { AuditDetails } from './audit-facts.js';

/** A row of `audit_event` as the database gives it: columns by their names there, the trail as JSON text. */
export interface AuditRow {
  id: string;
  /** Seconds since 1970. PostgreSQL gives it as text. */
  occurred_at: number | string;
  event: string;
  outcome: string;
  reason: string | null;
  reference: string | null;
  account_id: string | null;
  actor_id: string | null;
  client_id: string | null;
  scheme: string | null;
  fhir_server: string | null;
  patient: string | null;
  trail: string | null;
  address: string | null;
  user_agent: string | null;
  position: number | string | null;
}

/** A row of the audit log for people and other systems: names as in the documentation, without what is empty. */
export interface AuditRecord extends AuditDetails {
  id: string;
  /** ISO 8601, UTC. */
  occurredAt: string;
  event: string;
  outcome: string;
  trail?: unknown;
  address?: string;
  userAgent?: string;
  /** Its place in the chain; missing during the first second or so. */
  position?: number;
}

export function recordOf(row: AuditRow): AuditRecord {
  const given = <T>(value: T | null): T | undefined => value ?? undefined;
  return {
    id: row.id,
    occurredAt: instantOf(Number(row.occurred_at)),
    event: row.event,
    outcome: row.outcome,
    reason: given(row.reason),
    reference: given(row.reference),
    accountId: given(row.account_id),
    actorId: given(row.actor_id),
    clientId: given(row.client_id),
    scheme: given(row.scheme),
    fhirServer: given(row.fhir_server),
    patient: given(row.patient),
    trail: row.trail === null ? undefined : (JSON.parse(row.trail) as unknown),
    address: given(row.address),
    userAgent: given(row.user_agent),
    position: row.position === null ? undefined : Number(row.position),
  };
}
