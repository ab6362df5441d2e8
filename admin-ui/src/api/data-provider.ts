import type { DataProvider, RaRecord } from 'ra-core';
import { Cursors, type Page } from './pages.js';

export interface ListQuery {
  filter: Record<string, unknown>;
  limit: number;
  cursor: string | undefined;
}

/** What a resource of the page needs of the API. What is not there, no page asks for. */
export interface ResourceData<T extends RaRecord = RaRecord> {
  list?(query: ListQuery): Promise<Page<T>>;
  read?(id: string): Promise<T>;
  create?(data: Partial<T>): Promise<T>;
  /** @param seen the record as the person saw it: its `etag` says which version is changed. */
  update?(id: string, data: Partial<T>, seen: T): Promise<T>;
  remove?(id: string, seen: T): Promise<void>;
}

/** The data provider of react-admin: it finds the resource, and turns cursors into numbered pages. */
export function dataProviderOf(resources: Record<string, ResourceData>): DataProvider {
  const cursors = new Cursors();
  const of = <Name extends keyof ResourceData>(resource: string, name: Name) => {
    const found = resources[resource]?.[name];
    if (!found) throw new Error(`${resource} cannot ${name}`);
    return found as NonNullable<ResourceData[Name]>;
  };
  const one = async (resource: string, id: unknown) => ({ data: await of(resource, 'read')(String(id)) });
  const provider = {
    async getList(resource: string, { filter, pagination }: Parameters<DataProvider['getList']>[1]) {
      const { page, perPage } = pagination ?? { page: 1, perPage: 25 };
      const list = of(resource, 'list');
      const { rows, next } = await cursors.page(
        JSON.stringify([resource, filter, perPage]),
        page,
        async (cursor) => list({ filter: (filter ?? {}) as Record<string, unknown>, limit: perPage, cursor }),
      );
      return { data: rows, pageInfo: { hasNextPage: next !== null, hasPreviousPage: page > 1 } };
    },
    getOne: (resource: string, { id }: { id: unknown }) => one(resource, id),
    async getMany(resource: string, { ids }: { ids: unknown[] }) {
      // A record may be gone meanwhile. The others are shown all the same.
      const found = await Promise.allSettled(ids.map((id) => one(resource, id)));
      return { data: found.flatMap((each) => (each.status === 'fulfilled' ? [each.value.data] : [])) };
    },
    async create(resource: string, { data }: { data: Partial<RaRecord> }) {
      return { data: await of(resource, 'create')(data) };
    },
    async update(
      resource: string,
      { id, data, previousData }: { id: unknown; data: Partial<RaRecord>; previousData: RaRecord },
    ) {
      return { data: await of(resource, 'update')(String(id), data, previousData) };
    },
    async delete(resource: string, { id, previousData }: { id: unknown; previousData: RaRecord }) {
      await of(resource, 'remove')(String(id), previousData);
      return { data: previousData };
    },
  };
  const none = () => Promise.reject(new Error('the API has no such operation'));
  return {
    ...provider,
    getManyReference: none,
    updateMany: none,
    deleteMany: none,
  } as unknown as DataProvider;
}
