import type { PageResource } from '../resource.js';
import { roleData } from './data.js';
import { RoleList } from './RoleList.js';

export const roles: PageResource = {
  name: 'roles',
  data: roleData,
  permissions: { list: '__wardkey/roles.read' },
  list: RoleList,
};
