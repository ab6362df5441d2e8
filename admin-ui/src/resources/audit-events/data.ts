import { answerOf, api } from '../../api/client.js';
import type { ListQuery, ResourceData } from '../../api/data-provider.js';
import type { components, operations } from '../../api/schema.js';

export type AuditEvent = components['schemas']['AuditEventRepresentation'];
type Query = NonNullable<operations['listAuditEvents']['parameters']['query']>;
export type EventName = NonNullable<Query['event']>;

async function search(query: Query) {
  const { data } = await answerOf(api.GET('/api/v1/audit-events', { params: { query } }));
  return data;
}

export const auditEventData: ResourceData<AuditEvent> = {
  async list({ filter, limit, cursor }: ListQuery) {
    // Each request looks at a part of the log only, so a page may be empty before the log is at its end.
    for (let from = cursor; ;) {
      const { auditEvents: rows, next } = await search({ ...filter, limit, cursor: from });
      if (rows.length > 0 || next === null) return { rows, next };
      from = next;
    }
  },
  async read(id) {
    const { data } = await answerOf(api.GET('/api/v1/audit-events/{id}', { params: { path: { id } } }));
    return data;
  },
};

/** One row, or two when there are more. */
export async function rowsOfReference(reference: string): Promise<AuditEvent[]> {
  return (await search({ reference, limit: 2 })).auditEvents;
}

/** The newest sign-ins that did not succeed: refused here, or failed at an identity provider. */
export async function latestRefusals(limit: number): Promise<AuditEvent[]> {
  const events = ['login.refused', 'login.failed'] as const;
  const found = await Promise.all(events.map((event) => search({ event, limit })));
  return found
    .flatMap(({ auditEvents }) => auditEvents)
    .sort((one, other) => other.occurredAt.localeCompare(one.occurredAt))
    .slice(0, limit);
}
