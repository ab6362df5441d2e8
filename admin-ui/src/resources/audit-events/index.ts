import type { PageResource } from '../resource.js';
import { AuditEventList } from './AuditEventList.js';
import { AuditEventShow } from './AuditEventShow.js';
import { auditEventData } from './data.js';

export const auditEvents: PageResource = {
  name: 'audit-events',
  data: auditEventData,
  permissions: { list: '__wardkey/audit.read', show: '__wardkey/audit.read' },
  list: AuditEventList,
  show: AuditEventShow,
};
