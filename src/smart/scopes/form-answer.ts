import { partsOf } from './categories.js';
import { consistentAnswer } from './consistent-answer.js';
import { givesBack } from './scope-algebra.js';
import { parseSmartScope } from './smart-scope.js';
import { isTypeOf } from './whole-record.js';

/** What a person left ticked on the consent page. */
export interface Ticked {
  /** Scopes as they were asked for. */
  scopes: readonly string[];
  /** Categories that replace one of these scopes. */
  parts: readonly string[];
  /** The scopes of single types that were shown below scopes for the whole record. */
  shown: readonly string[];
  /** Those of them that are still ticked. */
  types: readonly string[];
  /** Categories that replace one of these types. */
  typeParts: readonly string[];
}

/**
 * The scopes that a person allows. A scope is allowed as it was asked when nothing was taken out of it; else what is
 * left of it. What was taken out at one place of the page does not come back from another place.
 *
 * @param offered the scopes to decide on.
 */
export function allowedByForm(offered: readonly string[], ticked: Ticked): string[] {
  const isWhole = (scope: string) => ticked.shown.some((type) => isTypeOf(scope, type));
  const named = offered.filter((scope) => !isWhole(scope));
  const records = offered.filter((scope) => isWhole(scope) && ticked.scopes.includes(scope));
  const typesOf = (record: string) => ticked.shown.filter((type) => isTypeOf(record, type));

  const left = new Map<string, string[]>();
  for (const scope of named)
    left.set(scope, orParts(scope, ticked.parts) ?? (ticked.scopes.includes(scope) ? [scope] : []));
  for (const type of records.flatMap(typesOf)) {
    const answer = orParts(type, ticked.typeParts) ?? (ticked.types.includes(type) ? [type] : []);
    left.set(type, narrowerOf(type, answer, left.get(type)));
  }
  const takenOut = [...left].filter(([scope, answer]) => !answer.includes(scope)).map(([scope]) => scope);
  const stays = (scope: string) => !takenOut.some((one) => scope !== one && comesBack(scope, one));

  const allowed = offered.flatMap((scope) => {
    if (!isWhole(scope)) return left.get(scope)!;
    if (!records.includes(scope)) return [];
    const types = typesOf(scope);
    const answers = types.flatMap((type) => (stays(type) ? left.get(type)! : []));
    return types.every((type) => answers.includes(type)) ? [scope] : answers;
  });
  return consistentAnswer([...offered, ...takenOut], [...new Set(allowed)]);
}

/** The narrower of two answers about one type. The type may also have been asked for by name. */
function narrowerOf(type: string, one: string[], other: string[] | undefined): string[] {
  if (other === undefined || other.includes(type)) return one;
  return one.includes(type) ? other : other.filter((part) => one.includes(part));
}

/** The ticked parts of a scope. A person who ticked a part meant that part, whatever the box of the whole says. */
function orParts(scope: string, ticked: readonly string[]): string[] | undefined {
  const parts = partsOf(scope).filter((part) => ticked.includes(part.scope));
  return parts.length > 0 ? parts.map((part) => part.scope) : undefined;
}

function comesBack(scope: string, takenOut: string): boolean {
  const [holder, wanted] = [parseSmartScope(scope), parseSmartScope(takenOut)];
  return holder !== undefined && wanted !== undefined && givesBack(holder, wanted);
}
