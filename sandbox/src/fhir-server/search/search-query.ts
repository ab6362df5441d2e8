import { type SearchParameter } from '@medplum/fhirtypes';
import { searchParametersOf } from '../definitions.js';
import { badRequest } from '../fhir-error.js';

/** One condition: any of the values must match. */
export interface Criterion {
  parameter: SearchParameter;
  modifier: string;
  values: string[];
}

/** A search, read from its query string. */
export interface SearchQuery {
  resourceType: string;
  criteria: Criterion[];
  sort: { parameter: SearchParameter; descending: boolean }[];
  count: number;
  offset: number;
  /** The parameters that were left out because the client asked for lenient handling. */
  ignored: string[];
}

const DEFAULT_COUNT = 50;
const MAX_COUNT = 500;
const WITHOUT_EFFECT_ON_MATCHES = new Set(['_format', '_pretty', '_total', '_summary', '_elements']);
const MODIFIERS: Partial<Record<string, string[]>> = {
  string: ['', 'exact', 'contains', 'missing'],
  token: ['', 'not', 'missing'],
  reference: ['', 'missing'],
  date: ['', 'missing'],
  uri: ['', 'missing'],
};

/**
 * Reads a query string. A parameter that this server does not know is refused, as strict servers do: without it the
 * search would find more than the client asked for. With `Prefer: handling=lenient` the parameter is left out and
 * named in the result.
 * @param isLenient the client sent that header
 * @throws FhirError 400
 */
export function parseSearch(resourceType: string, query: URLSearchParams, isLenient: boolean): SearchQuery {
  const known = searchParametersOf(resourceType) ?? {};
  const result: SearchQuery = {
    resourceType,
    criteria: [],
    sort: [],
    count: DEFAULT_COUNT,
    offset: 0,
    ignored: [],
  };
  const refuse = (name: string, message: string) => {
    if (!isLenient) throw badRequest(message, 'not-supported');
    result.ignored.push(name);
  };
  for (const [name, value] of query) {
    if (name === '_count') result.count = Math.min(wholeNumber(name, value), MAX_COUNT);
    else if (name === '_offset') result.offset = wholeNumber(name, value);
    else if (name === '_sort') {
      for (const field of value.split(',')) {
        const parameter = own(known, field.replace(/^-/, ''));
        if (parameter) result.sort.push({ parameter, descending: field.startsWith('-') });
        else refuse(name, `Cannot sort ${resourceType} by "${field}"`);
      }
    } else if (!WITHOUT_EFFECT_ON_MATCHES.has(name)) {
      const criterion = readCriterion(known, name, value);
      if (typeof criterion === 'string') refuse(name, `${resourceType}: ${criterion}`);
      else result.criteria.push(criterion);
    }
  }
  return result;
}

function readCriterion(
  known: Record<string, SearchParameter>,
  name: string,
  value: string,
): Criterion | string {
  const [code = '', suffix = ''] = name.split(/:(.*)/s);
  const parameter = own(known, code);
  if (!parameter) return `unknown search parameter "${name}"`;
  const types = parameter.type === 'reference' ? (parameter.target ?? []) : [];
  const modifier = (types as string[]).includes(suffix) ? '' : suffix;
  if (!MODIFIERS[parameter.type]?.includes(modifier)) return `search parameter "${name}" is not supported`;
  if (!value) return `search parameter "${name}" has no value`;
  const values = splitUnescaped(value, ',');
  return {
    parameter: types.length && suffix && !modifier ? { ...parameter, target: [suffix as never] } : parameter,
    modifier,
    values,
  };
}

const own = (known: Record<string, SearchParameter>, code: string) =>
  Object.hasOwn(known, code) ? known[code] : undefined;

function wholeNumber(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw badRequest(`${name} must be a whole number`);
  return Number(value);
}

/** Splits at a separator that has no backslash before it. The backslashes stay for {@link unescape}. */
export function splitUnescaped(text: string, separator: ',' | '|'): string[] {
  const parts = [''];
  for (const [piece] of text.matchAll(/\\.|./gs)) {
    if (piece === separator) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

/** Removes the backslashes of FHIR's search escaping. */
export const unescape = (text: string) => text.replace(/\\(.)/gs, '$1');
