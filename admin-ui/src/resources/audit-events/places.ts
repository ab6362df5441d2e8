const AUDIT_EVENTS = '/audit-events';

export const auditEvent = (id: string) => `${AUDIT_EVENTS}/${id}/show`;
/** The rows that meet these conditions. */
export const auditEventsWith = (filter: Record<string, string>) =>
  `${AUDIT_EVENTS}?${new URLSearchParams({ filter: JSON.stringify(filter) })}`;
