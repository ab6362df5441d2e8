import { answerOf, api } from '../../api/client.js';
import type { ResourceData } from '../../api/data-provider.js';
import type { components } from '../../api/schema.js';

type Representation = components['schemas']['RoleRepresentation'];

/** A role, its permissions, and who has it. */
export interface Role extends Representation {
  id: Representation['name'];
}

export async function readRoles(): Promise<Role[]> {
  const { data } = await answerOf(api.GET('/api/v1/roles'));
  return data.roles.map((role) => ({ ...role, id: role.name }));
}

export const roleData: ResourceData<Role> = {
  list: async () => ({ rows: await readRoles(), next: null }),
};
