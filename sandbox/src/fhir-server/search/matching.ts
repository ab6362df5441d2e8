import { evalFhirPathTyped, matchesSearchRequest, toTypedValue } from '@medplum/core';
import { type Resource, type SearchParameter } from '@medplum/fhirtypes';
import { type Criterion, splitUnescaped, unescape } from './search-query.js';

/**
 * Whether a resource meets a condition. This code matches strings, tokens and references as R4 says. The in-memory
 * repository does not: it finds a string anywhere, takes display texts for codes and does not know `patient=123`.
 */
export function meets(resource: Resource, criterion: Criterion, baseUrl: string): boolean {
  const { parameter, modifier, values } = criterion;
  const found = valuesOf(resource, parameter);
  if (modifier === 'missing') return values.includes(found.length === 0 ? 'true' : 'false');
  if (parameter.type === 'date') return values.some((value) => meetsDate(resource, parameter, value));
  const matches = MATCHERS[parameter.type];
  const isMet = values.some((value) => found.some((item) => matches?.(item, value, criterion, baseUrl)));
  return modifier === 'not' ? !isMet : isMet;
}

/** The values of a resource that a search parameter looks at. */
export function valuesOf(resource: Resource, parameter: SearchParameter): unknown[] {
  return evalFhirPathTyped(parameter.expression ?? '', [toTypedValue(resource)])
    .map(({ value }) => value as unknown)
    .filter((value) => value !== undefined && value !== null);
}

type Matcher = (item: unknown, value: string, criterion: Criterion, baseUrl: string) => boolean;

const MATCHERS: Partial<Record<string, Matcher>> = {
  string: (item, value, { modifier }) => {
    const wanted = unescape(value);
    return textsIn(item).some((text) => {
      if (modifier === 'exact') return text === wanted;
      if (modifier === 'contains') return plain(text).includes(plain(wanted));
      // Only at the beginning of each part of a name: "Vries" does not find "de Vries", and "Emma de Vries" finds
      // nothing.
      return plain(text).startsWith(plain(wanted));
    });
  },
  token: (item, value) => {
    const [first = '', second] = splitUnescaped(value, '|').map((part) => unescape(part));
    return tokensIn(item).some(({ system, code }) => {
      const isCode = (wanted: string) => plain(code ?? '') === plain(wanted);
      if (second === undefined) return isCode(first);
      return (system ?? '') === first && (second === '' || isCode(second));
    });
  },
  reference: (item, value, { parameter }, baseUrl) => {
    const wanted = unescape(value).replace(`${baseUrl}/`, '');
    const reference =
      (item as { reference?: string }).reference ?? (typeof item === 'string' ? item : undefined);
    if (wanted.includes('/')) return reference === wanted;
    return (parameter.target ?? []).some((type) => reference === `${type}/${wanted}`);
  },
  uri: (item, value) => item === unescape(value),
};

/** The library compares dates, with their precision and prefixes (ge, lt, ...). */
function meetsDate(resource: Resource, parameter: SearchParameter, value: string): boolean {
  const [, operator = 'eq', date = value] = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)(\d.*)$/.exec(value) ?? [];
  const filter = { code: parameter.code, operator: operator as 'eq', value: date };
  return matchesSearchRequest(resource, { resourceType: resource.resourceType, filters: [filter] });
}

/** Case and accents do not matter in R4's string and token searches. */
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

/** The parts of a name or an address, or the text itself. Only some servers search the `text` of a name. */
function textsIn(item: unknown): string[] {
  if (typeof item === 'string') return [item];
  if (typeof item !== 'object' || item === null) return [];
  return Object.entries(item)
    .filter(([key]) => key !== 'use' && key !== 'type' && key !== 'text')
    .flatMap(([, part]) => [part as unknown].flat())
    .filter((part) => typeof part === 'string');
}

interface Token {
  system?: string;
  code?: string;
}

interface Coded {
  system?: string;
  code?: string;
  value?: string;
  coding?: Token[];
}

/** Codings, identifiers, contact points and plain codes, all as system and code. */
function tokensIn(item: unknown): Token[] {
  if (typeof item !== 'object' || item === null) return [{ code: String(item) }];
  const { coding, system, code, value } = item as Coded;
  if (coding) return coding;
  // The system of a contact point (phone, email) is not the system that a search token names.
  const isContactPoint = system !== undefined && !system.includes(':');
  const token = code ?? value;
  return token === undefined ? [] : [{ ...(system && !isContactPoint ? { system } : {}), code: token }];
}
