import { readdirSync, readFileSync } from 'node:fs';

const THREATS = new URL('../../docs/threats/', import.meta.url);
const listed = new Set(
  readdirSync(THREATS).flatMap((file) =>
    [...readFileSync(new URL(file, THREATS), 'utf8').matchAll(/^### (\S+)$/gm)].map(([, id]) => id),
  ),
);

/**
 * Says what a test, or each test of a group, proves. Call it at the beginning of its function.
 * @param ids ids of docs/threats/, separated by blanks
 * @throws when docs/threats/ does not list one of them
 */
export function proves(ids: string): void;
/**
 * Says what the test with this row of a table proves.
 * @returns the row
 */
export function proves<T extends unknown[] | [unknown]>(ids: string, row: T): T;
export function proves(ids: string, row?: unknown[]): unknown[] | undefined {
  const unknown = ids.split(' ').filter((id) => !listed.has(id));
  if (unknown.length > 0) throw new Error(`docs/threats/ does not list ${unknown.join(', ')}`);
  return row;
}
