/** Every kind of event the log may hold; nothing else can be written. */
export const AUDIT_EVENTS = [
  'login.succeeded',
  'login.refused',
  'login.failed',
  'account.provisioned',
  'account.linked',
  'account.created',
  'account.changed',
  'account.deactivated',
  'account.reactivated',
  'account.deleted',
  'account.link_removed',
  'fhir_user.ended',
  'launch.prepared',
  'launch.context_chosen',
  'launch.refused',
  'consent.given',
  'consent.denied',
  'token.issued',
  'grant.revoked',
  'client.authentication_failed',
  'page.error',
] as const;

export type AuditEventName = (typeof AUDIT_EVENTS)[number];
