import type { AuditEvent } from './audit-event.entity.js';
import type { AuditEventName } from './audit-events.js';

/** Whom and what an event is about; what was reported, is searched for and is shown has these names. */
export interface AuditDetails {
  /** The code that says why it was refused or failed. */
  reason?: string;
  /** The reference number that the person may have seen. */
  reference?: string;
  /** The account that the event is about. */
  accountId?: string;
  /** The account of the person who did it to another, or to the server. */
  actorId?: string;
  clientId?: string;
  /** The identity provider. */
  scheme?: string;
  /** The name of the FHIR server that has the patient. */
  fhirServer?: string;
  /** The patient whose record is opened: the id on that FHIR server. */
  patient?: string;
}

/** What a caller reports to the log about an event. */
export interface AuditFacts extends AuditDetails {
  event: AuditEventName;
  outcome: AuditEvent['outcome'];
  trail?: unknown;
}
