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
  'mail.given_up',
  'fhir_user.ended',
  'launch.context_chosen',
  'consent.given',
  'consent.denied',
  'token.issued',
  'grant.revoked',
  'client.authentication_failed',
  'page.error',
] as const;

export type AuditEventName = (typeof AUDIT_EVENTS)[number];
