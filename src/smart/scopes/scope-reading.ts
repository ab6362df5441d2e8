import { isCategory, type NarrowerScope, partsOf } from './categories.js';
import { type Action, parseSmartScope } from './smart-scope.js';

/** What may be done, as people say it. */
export type Verb = 'read' | 'search' | 'add' | 'change' | 'delete';

/** What a clinical scope means for a person, in codes that each language has words for. */
export interface ScopeReading {
  scope: string;
  /** The kind of data: `Condition`, or `*` for everything, now and in the future. */
  resourceType: string;
  access: Verb[];
  /** Whose data: that of the patient in context, or of every patient whom the person may see. */
  reach: 'patient' | 'everyone';
  /** How the scope is narrowed: to a known category, or else by the query as it stands. */
  only?: { category: string } | { query: string };
  /** Narrower scopes that may be allowed instead of the whole. */
  parts: NarrowerScope[];
}

const VERBS: Array<[Action, Verb]> = [
  ['r', 'read'],
  ['s', 'search'],
  ['c', 'add'],
  ['u', 'change'],
  ['d', 'delete'],
];

/** Reads a clinical scope. The page has separate lines for other scopes. */
export function readScope(text: string): ScopeReading | undefined {
  const scope = parseSmartScope(text);
  if (!scope) return undefined;
  const { resourceType, query } = scope;
  const category = query === undefined ? undefined : onlyCategory(resourceType, query);
  const only = category !== undefined ? { category } : query !== undefined ? { query } : undefined;
  return {
    scope: text,
    resourceType,
    access: VERBS.filter(([action]) => scope.actions.has(action)).map(([, verb]) => verb),
    reach: scope.level === 'patient' ? 'patient' : 'everyone',
    ...(only ? { only } : {}),
    parts: partsOf(text),
  };
}

/** The category, when the query names a single known one. Any other query is shown as it stands. */
function onlyCategory(resourceType: string, query: string): string | undefined {
  const [parameter, ...others] = [...new URLSearchParams(query)];
  if (parameter?.[0] !== 'category' || others.length > 0 || parameter[1].includes(',')) return undefined;
  const code = parameter[1].split('|').at(-1)!;
  return isCategory(resourceType, code) ? code : undefined;
}
