import { partsOf, type NarrowerScope } from './categories.js';
import { RECORD_GROUPS, type RecordGroup, type RecordType } from './record-types.js';
import { narrowed } from './scope-algebra.js';
import { parseSmartScope } from './smart-scope.js';

/** One type within a scope for the whole record, and the scope that is granted for that type alone. */
export interface TypeWithin {
  scope: string;
  type: string;
  /** Narrower scopes that may be allowed instead of the whole type. */
  parts: NarrowerScope[];
}

export interface GroupWithin {
  group: RecordGroup;
  types: TypeWithin[];
}

/**
 * The types that a person may take out of a scope for the whole record (`patient/*.rs`), each as a scope by name in the
 * version that was asked.
 *
 * @returns an empty list for a scope that is about one type, or is narrowed already.
 */
export function typesWithin(text: string, types: readonly RecordType[]): GroupWithin[] {
  const whole = parseSmartScope(text);
  if (whole?.resourceType !== '*' || whole.query !== undefined) return [];
  const within = types.flatMap(({ type, group }) =>
    narrowed(whole, [parseSmartScope(`${whole.level}/${type}.cruds`)!]).map((scope) => ({
      group,
      scope,
      type,
      parts: partsOf(scope),
    })),
  );
  return RECORD_GROUPS.map((group) => ({
    group,
    types: within.filter((one) => one.group === group).map(({ group: _group, ...type }) => type),
  })).filter((one) => one.types.length > 0);
}

/** Whether a scope is one type, by name, of a scope for the whole record. */
export function isTypeOf(whole: string, text: string): boolean {
  const type = parseSmartScope(text)?.resourceType;
  if (type === undefined || type === '*') return false;
  return typesWithin(whole, [{ type, group: 'other' }]).some(({ types }) => types[0]!.scope === text);
}
