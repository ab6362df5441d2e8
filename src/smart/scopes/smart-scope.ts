/** The letters of SMART App Launch 2.x, in the only order in which they may be written. */
export const ACTIONS = ['c', 'r', 'u', 'd', 's'] as const;
export type Action = (typeof ACTIONS)[number];
export type Level = 'patient' | 'user' | 'system';

/** A scope for clinical data, read from its text. */
export interface SmartScope {
  /** Exactly as the client wrote it, and returned like that. */
  text: string;
  level: Level;
  /** A FHIR resource type, or `*`. */
  resourceType: string;
  actions: ReadonlySet<Action>;
  /** The search parameters that narrow the scope, unchanged, without the question mark. */
  query?: string;
}

const GRAMMAR = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]{1,63})\.([a-z]+|\*)(?:\?(.+))?$/;

/** Version 1 spellings and what they mean in version 2 (SMART App Launch 2.2, "Scopes equivalence"). */
const VERSION_1 = new Map<string, readonly Action[]>([
  ['read', ['r', 's']],
  ['write', ['c', 'u', 'd']],
  ['*', ACTIONS],
]);

/**
 * Reads a clinical scope of version 1 or 2.
 *
 * @returns undefined for anything else. Letters in the wrong order are not accepted.
 */
export function parseSmartScope(text: string): SmartScope | undefined {
  const match = GRAMMAR.exec(text);
  if (!match) return undefined;
  const [, level, resourceType, suffix, query] = match as unknown as [
    string,
    Level,
    string,
    string,
    string | undefined,
  ];
  const actions = VERSION_1.get(suffix) ?? versionTwoActions(suffix);
  if (!actions) return undefined;
  if (query !== undefined) {
    if (VERSION_1.has(suffix) || !isSearchQuery(query)) return undefined;
  }
  return { text, level, resourceType, actions: new Set(actions), ...(query === undefined ? {} : { query }) };
}

function versionTwoActions(suffix: string): Action[] | undefined {
  return /^c?r?u?d?s?$/.test(suffix) && suffix !== '' ? ([...suffix] as Action[]) : undefined;
}

function isSearchQuery(query: string): boolean {
  return query.split('&').every((parameter) => /^[A-Za-z_][A-Za-z0-9_:.-]*=.+$/.test(parameter));
}
