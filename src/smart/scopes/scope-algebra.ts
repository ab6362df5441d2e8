import { ACTIONS, type Action, parseSmartScope, type SmartScope } from './smart-scope.js';

/** The version 1 words for exactly these actions. */
const VERSION_1_WORDS = new Map([
  ['rs', 'read'],
  ['cud', 'write'],
  ['cruds', '*'],
]);

/**
 * Whether `holder` includes everything that `wanted` allows.
 *
 * No level includes another. A scope that is narrowed by search parameters covers only scopes with the same parameters.
 */
export function covers(holder: SmartScope, wanted: SmartScope): boolean {
  return reaches(holder, wanted) && [...wanted.actions].every((action) => holder.actions.has(action));
}

/** Whether these scopes together allow everything that `wanted` allows. */
export function coveredBy(holders: readonly SmartScope[], wanted: SmartScope): boolean {
  const reaching = holders.filter((holder) => reaches(holder, wanted));
  return [...wanted.actions].every((action) => reaching.some((holder) => holder.actions.has(action)));
}

/**
 * Whether `holder` would give back some of what `wanted` allows: it covers the whole reach of `wanted` and shares an
 * action with it. Reading and searching count as one action here, because a search returns whole resources.
 */
export function givesBack(holder: SmartScope, wanted: SmartScope): boolean {
  const sees = ({ actions }: SmartScope) => actions.has('r') || actions.has('s');
  return (
    reaches(holder, wanted) &&
    ((sees(holder) && sees(wanted)) || [...wanted.actions].some((action) => holder.actions.has(action)))
  );
}

/** What two scopes both allow; undefined when that is nothing, or cannot be written as one scope. */
export function intersection(one: SmartScope, other: SmartScope): SmartScope | undefined {
  if (one.level !== other.level) return undefined;
  if (one.resourceType !== other.resourceType && one.resourceType !== '*' && other.resourceType !== '*')
    return undefined;
  // Two different search conditions at once: each server may understand that differently, so it is not granted.
  if (one.query !== undefined && other.query !== undefined && !isSameQuery(one.query, other.query))
    return undefined;
  const actions = ACTIONS.filter((action) => one.actions.has(action) && other.actions.has(action));
  if (actions.length === 0) return undefined;
  return scopeOf({
    level: one.level,
    resourceType: one.resourceType === '*' ? other.resourceType : one.resourceType,
    actions,
    query: one.query ?? other.query,
  });
}

/**
 * The shortest list with the same meaning. Actions of scopes that differ in nothing else are joined, and scopes that
 * another one covers are left out (SMART App Launch 2.2, "Scopes equivalence"). In version 2 spelling, in the order of
 * first mention.
 */
export function normalised(scopes: readonly SmartScope[]): SmartScope[] {
  const alike = new Map<string, SmartScope>();
  for (const scope of scopes) {
    const key = `${scope.level}/${scope.resourceType}?${canonicalQuery(scope.query ?? '')}`;
    const known = alike.get(key);
    alike.set(
      key,
      scopeOf({ ...scope, actions: ACTIONS.filter((a) => scope.actions.has(a) || known?.actions.has(a)) }),
    );
  }
  const joined = [...alike.values()];
  return joined.filter(
    (scope, index) =>
      !joined.some(
        (other, position) =>
          position !== index && covers(other, scope) && (!covers(scope, other) || position < index),
      ),
  );
}

/**
 * The part of a wanted scope that these scopes allow: the scope itself, in its own spelling, or its parts that are
 * within them. A wildcard becomes the types that are allowed.
 */
export function narrowed(wanted: SmartScope, holders: readonly SmartScope[]): string[] {
  if (coveredBy(holders, wanted)) return [wanted.text];
  const parts = holders.map((holder) => intersection(wanted, holder)).filter((part) => part !== undefined);
  return normalised(parts).map((part) => (isVersion1(wanted) ? inVersion1(part) : part.text));
}

/** Whether the reach of `holder` (level, type, condition) includes that of `wanted`, whatever the actions. */
function reaches(holder: SmartScope, wanted: SmartScope): boolean {
  return (
    holder.level === wanted.level &&
    (holder.resourceType === '*' || holder.resourceType === wanted.resourceType) &&
    (holder.query === undefined || (wanted.query !== undefined && isSameQuery(holder.query, wanted.query)))
  );
}

/** Compares search parameters. Their order and their escapes do not matter. */
function isSameQuery(one: string, other: string): boolean {
  return one === other || canonicalQuery(one) === canonicalQuery(other);
}

function canonicalQuery(query: string): string {
  return JSON.stringify([...new URLSearchParams(query)].map((pair) => JSON.stringify(pair)).sort());
}

function scopeOf(parts: {
  level: SmartScope['level'];
  resourceType: string;
  actions: readonly Action[];
  query?: string;
}): SmartScope {
  const query = parts.query === undefined ? '' : `?${parts.query}`;
  return parseSmartScope(`${parts.level}/${parts.resourceType}.${parts.actions.join('')}${query}`)!;
}

function isVersion1(scope: SmartScope): boolean {
  return /\.(read|write|\*)$/.test(scope.text);
}

/** A client that asked in version 1 gets version 1, when there is a word for it. */
function inVersion1(scope: SmartScope): string {
  const word = VERSION_1_WORDS.get([...scope.actions].join(''));
  return word === undefined || scope.query !== undefined
    ? scope.text
    : `${scope.level}/${scope.resourceType}.${word}`;
}
