import { isAllowedValue } from '#src/config/allowed-values.js';
import type { FhirUserLookupSettings } from '#src/config/settings/claim-mapping.settings.js';
import { fillTemplate, placeholdersOf } from '#src/config/lookup-template.js';
import { escapeSearchValue } from '#src/fhir-client/search-value.js';

/** One search parameter, ready to send, with the values that the answer is checked against. */
export interface SearchTerm {
  name: string;
  /** Escaped for FHIR; not yet percent-encoded. */
  value: string;
  /** The identifier system, when the template fixes one. */
  system?: string;
  /** The value from the claims, after the template was applied, unescaped. */
  plainValue: string;
}

export type BuiltSearch = { terms: SearchTerm[] } | { missing: string; because: string };

const MAX_VALUE_LENGTH = 512;

/**
 * Builds the search for a person from the settings and the person’s claims.
 *
 * When a claim is missing, is not plain text, or gives a value that the settings do not allow, no search is sent at
 * all: a search with fewer parameters than intended would match other people.
 *
 * @param claim reads a claim by the reference in the settings.
 */
export function buildSearch(
  mapping: FhirUserLookupSettings[],
  claim: (reference: string) => unknown,
): BuiltSearch {
  const terms: SearchTerm[] = [];
  for (const entry of mapping) {
    const template = entry.searchParameterValueTemplate ?? '{0}';
    const values: string[] = [];
    // Only claims that the template uses are read, so no person is refused because an unused claim is missing.
    for (const placeholder of placeholdersOf(template)) {
      const reference = entry.copySearchParameterValuesFromClaims[placeholder]!;
      const value = searchable(claim(reference));
      if ('because' in value) return { missing: reference, because: value.because };
      values[placeholder] = value.text;
    }
    const built = term(entry.searchParameterName, template, values);
    if (!isAllowedValue(built.plainValue, entry.allowedValues)) {
      const missing = entry.copySearchParameterValuesFromClaims.join(' and ');
      return {
        missing,
        because: 'the settings do not allow this identity provider to search by its value (allowedValues)',
      };
    }
    terms.push(built);
  }
  return { terms };
}

function term(name: string, template: string, values: string[]): SearchTerm {
  const bar = template.indexOf('|');
  const system = bar >= 0 ? template.slice(0, bar) : undefined;
  const plainValue = fillTemplate(template.slice(bar + 1), values);
  const escaped = escapeSearchValue(plainValue);
  const value = system === undefined ? escaped : `${escapeSearchValue(system)}|${escaped}`;
  return { name, value, system, plainValue };
}

function searchable(value: unknown): { text: string } | { because: string } {
  if (value === undefined || value === null) return { because: 'it is not in the ID token' };
  // A list or a number would have to be interpreted: a leading zero could get lost, or one of two values would have to
  // be chosen.
  if (typeof value !== 'string') return { because: 'it is not text' };
  const text = value.trim();
  if (text === '') return { because: 'it is empty' };
  if (text.length > MAX_VALUE_LENGTH) return { because: `it is longer than ${MAX_VALUE_LENGTH} characters` };
  // Wildcards of other systems, and characters that break lines or are invisible, are not part of any identifier.
  if (/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text)) return { because: 'it has control or invisible characters' };
  if (/^[*%_]+$/.test(text)) return { because: 'it is a wildcard' };
  return { text };
}
