import { answerOf, api } from '../../api/client.js';
import type { ListQuery, ResourceData } from '../../api/data-provider.js';
import type { components } from '../../api/schema.js';

type Schemas = components['schemas'];
type Representation = Schemas['AccountRepresentation'];

/** An account as the API shows it, with the version that was seen. */
export interface Account extends Representation {
  etag: string | undefined;
}
export type Link = Schemas['LinkRepresentation'];
export type RoleName = Schemas['RolesDto']['roles'][number];

/** The fields of the form. */
export const FIELDS = ['displayName', 'email', 'externalId', 'externalIdScheme', 'fhirUser'] as const;

const path = (id: string) => ({ path: { id } });
const seen = ({ etag }: Pick<Account, 'etag'>) => ({ 'If-Match': etag ?? '*' });

async function accountOf(call: Promise<{ data?: Representation; response: Response }>): Promise<Account> {
  const { data, etag } = await answerOf(call);
  return { ...data, etag };
}

export const accountData: ResourceData<Account> = {
  async list({ filter, limit, cursor }: ListQuery) {
    const query = { ...filter, limit, cursor };
    const { data } = await answerOf(api.GET('/api/v1/accounts', { params: { query } }));
    return { rows: data.accounts.map((one) => ({ ...one, etag: undefined })), next: data.next };
  },
  read: (id) => accountOf(api.GET('/api/v1/accounts/{id}', { params: path(id) })),
  create: (data) => accountOf(api.POST('/api/v1/accounts', { body: filledIn(data) })),
  update: (id, data, before) =>
    accountOf(
      api.PATCH('/api/v1/accounts/{id}', {
        params: { ...path(id), header: seen(before) },
        body: changesIn(data, before),
      }),
    ),
  async remove(id, before) {
    await api.DELETE('/api/v1/accounts/{id}', { params: { ...path(id), header: seen(before) } });
  },
};

/** A field that is empty in the form has no value. */
const valueOf = (value: string | null | undefined) => (value?.trim() ? value.trim() : null);

function filledIn(data: Partial<Account>): Schemas['CreateAccountDto'] {
  const given = FIELDS.map((field) => [field, valueOf(data[field])]).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as Schemas['CreateAccountDto'];
}

function changesIn(data: Partial<Account>, before: Account): Schemas['UpdateAccountDto'] {
  const changed = FIELDS.filter((field) => field in data && valueOf(data[field]) !== before[field]);
  return Object.fromEntries(changed.map((field) => [field, valueOf(data[field])]));
}

export async function switchAccount(account: Account, to: 'activate' | 'deactivate'): Promise<Account> {
  return accountOf(
    api.POST(`/api/v1/accounts/{id}/${to}`, { params: { ...path(account.id), header: seen(account) } }),
  );
}

/** @returns until when the link of the invitation works. */
export async function invite(id: string): Promise<string> {
  const { data } = await answerOf(api.POST('/api/v1/accounts/{id}/invitations', { params: path(id) }));
  return data.expiresAt;
}

export async function linksOf(id: string): Promise<Link[]> {
  const { data } = await answerOf(api.GET('/api/v1/accounts/{id}/links', { params: path(id) }));
  return data.links;
}

export async function rolesOf(id: string): Promise<RoleName[]> {
  const { data } = await answerOf(api.GET('/api/v1/accounts/{id}/roles', { params: path(id) }));
  return data.roles;
}

export async function setRoles(id: string, roles: RoleName[]): Promise<void> {
  await api.PUT('/api/v1/accounts/{id}/roles', { params: path(id), body: { roles } });
}
