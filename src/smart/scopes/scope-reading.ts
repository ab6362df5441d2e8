import { isCategory, type NarrowerScope, partsOf } from './categories.js';
import { type Action, parseSmartScope } from './smart-scope.js';

/** What may be done, as people say it. */
export type Verb = 'read' | 'search' | 'add' | 'change' | 'delete';

/** What a clinical scope means for a person, in codes that each language has words for. */
export interface ScopeReading {
  scope: string;
  /** What it is about: `Condition`, or `*` for everything, now and in the future. */
  resourceType: string;
  access: Verb[];
  /** Whose data: the patient in context, or everybody the person may see. */
  reach: 'patient' | 'everyone';
  /** The part of it, when it is narrowed: a category that is known, or else the query as it stands. */
  only?: { category: string } | { query: string };
  /** What may be allowed instead of all of it. */
  parts: NarrowerScope[];
}

const VERBS: Array<[Action, Verb]> = [
  ['r', 'read'],
  ['s', 'search'],
  ['c', 'add'],
  ['u', 'change'],
  ['d', 'delete'],
];

/** Reads a clinical scope; other scopes have lines of their own on the page. */
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

/** A single category that is known; whatever else a query says must be read as it stands. */
function onlyCategory(resourceType: string, query: string): string | undefined {
  const [parameter, ...others] = [...new URLSearchParams(query)];
  if (parameter?.[0] !== 'category' || others.length > 0 || parameter[1].includes(',')) return undefined;
  const code = parameter[1].split('|').at(-1)!;
  return isCategory(resourceType, code) ? code : undefined;
}
