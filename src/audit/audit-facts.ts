import type { AuditEvent } from './audit-event.entity.js';
import type { AuditEventName } from './audit-events.js';

/** What a caller reports to the log about an event. */
export interface AuditFacts {
  event: AuditEventName;
  outcome: AuditEvent['outcome'];
  reason?: string;
  reference?: string;
  accountId?: string;
  clientId?: string;
  scheme?: string;
  /** The patient whose record is opened: the id on the FHIR server. */
  patient?: string;
  trail?: unknown;
}
