import { partsOf } from './categories.js';
import { consistentAnswer } from './consistent-answer.js';
import { isTypeOf } from './whole-record.js';

/** What a person left ticked on the consent page. */
export interface Ticked {
  /** Scopes as they were asked for. */
  scopes: readonly string[];
  /** Categories that take the place of one of them. */
  parts: readonly string[];
  /** The types, by name, that were shown below scopes for the whole record. */
  shown: readonly string[];
  /** Those of them that are still ticked. */
  types: readonly string[];
  /** Categories that take the place of one of them. */
  typeParts: readonly string[];
}

/**
 * The scopes that a person allows: each as it was asked, where nothing of it was taken out; else what is left of it.
 *
 * @param offered the scopes to decide on.
 */
export function allowedByForm(offered: readonly string[], ticked: Ticked): string[] {
  const takenOut = new Set<string>();
  const allowed = offered.flatMap((scope) => {
    const isTicked = ticked.scopes.includes(scope);
    const types = ticked.shown.filter((type) => isTypeOf(scope, type));
    if (types.length === 0) return orParts(scope, ticked.parts) ?? (isTicked ? [scope] : []);
    if (!isTicked) return [];
    const left = types.flatMap(
      (type) => orParts(type, ticked.typeParts) ?? (ticked.types.includes(type) ? [type] : []),
    );
    const gone = types.filter((type) => !left.includes(type));
    gone.forEach((type) => takenOut.add(type));
    return gone.length === 0 ? [scope] : left;
  });
  // A type that is asked for by name as well is taken out there, too.
  const stays = [...new Set(allowed)].filter((scope) => !takenOut.has(scope));
  return consistentAnswer([...offered, ...takenOut], stays);
}

/** Whoever ticked a part meant that part, whatever the box of the whole says. */
function orParts(scope: string, ticked: readonly string[]): string[] | undefined {
  const parts = partsOf(scope).filter((part) => ticked.includes(part.scope));
  return parts.length > 0 ? parts.map((part) => part.scope) : undefined;
}
