import { accounts } from './accounts/index.js';
import { auditEvents } from './audit-events/index.js';
import { roles } from './roles/index.js';
import type { PageResource } from './resource.js';

/** All resources, in the order of the menu. */
export const RESOURCES: PageResource[] = [accounts, auditEvents, roles];
