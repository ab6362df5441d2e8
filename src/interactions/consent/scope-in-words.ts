import { WORDS } from '#src/words/languages.js';
import type { NarrowerScope } from '#src/smart/scopes/categories.js';
import { readScope, type ScopeReading } from '#src/smart/scopes/scope-reading.js';

/** A scope as a person reads it. */
export interface ScopeInWords extends Pick<ScopeReading, 'scope' | 'access' | 'reach'> {
  /** The kind of data: "Conditions". */
  title: string;
  /** Which part of that data, when the scope is narrowed. */
  detail?: string;
  /** The scope covers every kind of data, now and in the future. */
  everything: boolean;
  /** Narrower scopes that the person may allow instead of the whole. */
  parts: PartInWords[];
}

export interface PartInWords {
  scope: string;
  words: string;
}

/** Puts a clinical scope into the words of the page’s language; undefined for any other scope. */
export function scopeInWords(text: string): ScopeInWords | undefined {
  const reading = readScope(text);
  if (!reading) return undefined;
  const { scope, resourceType, access, reach, only, parts } = reading;
  const everything = resourceType === '*';
  const title = everything ? WORDS.consent.wholeRecord : WORDS.consent.resourceType(resourceType);
  const detail =
    only &&
    ('category' in only
      ? WORDS.consent.only(WORDS.consent.category(resourceType, only.category))
      : WORDS.consent.onlyWhere(only.query));
  const inWords = partsInWords(resourceType, parts);
  return { scope, title, access, reach, ...(detail ? { detail } : {}), everything, parts: inWords };
}

export function partsInWords(resourceType: string, parts: readonly NarrowerScope[]): PartInWords[] {
  return parts.map(({ scope, category }) => ({
    scope,
    words: WORDS.consent.category(resourceType, category),
  }));
}
