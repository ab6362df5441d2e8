import fc from 'fast-check';
import { splitUnescaped, unescape } from 'wardkey-sandbox/fhir-server/search/search-query.js';
import type { FhirUserLookupSettings } from '#src/config/settings/claim-mapping.settings.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import { buildSearch } from '#src/fhir-user/search-builder.js';
import { proves } from '../support/proves.js';
import { recordsServer } from '../support/records-server.js';

const SYSTEM = 'https://myidentifiersystem';
const MAPPING = [
  {
    searchParameterName: 'identifier',
    searchParameterValueTemplate: `${SYSTEM}|{0}`,
    copySearchParameterValuesFromClaims: ['staff'],
  },
] as FhirUserLookupSettings[];
const server = recordsServer();
const clients = new FhirClients(undefined as never, undefined as never, undefined as never);

/**
 * Characters with a meaning for a URL, for FHIR, for a template or for a shell, and other characters between them.
 */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\\',
      '|',
      ',',
      '$',
      '&',
      '=',
      '?',
      '#',
      '%',
      '+',
      '/',
      ':',
      ';',
      '{',
      '}',
      '0',
      '1',
      '.',
      '*',
      '_',
      "'",
      '"',
      '<',
      '>',
      ' ',
      '%7C',
      '{0}',
      '${x}',
      '..',
      '&_include=*',
      ':missing',
    ),
    fc.string({ unit: 'binary', maxLength: 2 }),
    fc.string({ unit: 'grapheme', maxLength: 2 }),
  ),
  maxLength: 30,
});

/** Reads a search URL as the FHIR server does, with a parser that does not know how the URL was made. */
function asServerReads(
  url: string,
): Array<{ parameter: string; tokens: Array<{ system: string; value: string }> }> {
  const { searchParams, pathname } = new URL(url);
  expect(pathname).toBe('/r4/Practitioner');
  return [...searchParams].map(([parameter, text]) => ({
    parameter,
    tokens: splitUnescaped(text, ',').map((token) => {
      const [system = '', ...rest] = splitUnescaped(token, '|');
      return { system: unescape(system), value: unescape(rest.join('|')) };
    }),
  }));
}

describe('for any text in a claim', () => {
  proves('TM-19 BI-50 BI-51 BI-52 BI-53 BI-54 BI-55 BI-56 BI-59 BI-60');
  it('the FHIR server reads exactly one token of (configured system, the claim), or is not asked at all (100,000 cases)', () => {
    let asked = 0;
    fc.assert(
      fc.property(hostile, (claim) => {
        const search = buildSearch(MAPPING, () => claim);
        if ('missing' in search) return;
        asked += 1;
        const parameters = Object.fromEntries(search.terms.map(({ name, value }) => [name, [value]]));
        const read = asServerReads(clients.searchUrl(server, 'Practitioner', parameters));
        expect(read).toEqual([
          { parameter: 'identifier', tokens: [{ system: SYSTEM, value: claim.trim() }] },
        ]);
      }),
      { numRuns: 100_000 },
    );
    // Without this, a builder that refuses every claim would also pass the test.
    expect(asked).toBeGreaterThan(30_000);
  });

  it('two claims are put into one template once, whatever characters they have', () => {
    const mapping = [
      {
        searchParameterName: 'identifier',
        searchParameterValueTemplate: `${SYSTEM}|{0}-{1}`,
        copySearchParameterValuesFromClaims: ['a', 'b'],
      },
    ] as FhirUserLookupSettings[];
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const search = buildSearch(mapping, (reference) => (reference === 'a' ? a : b));
        if ('missing' in search) return;
        const parameters = Object.fromEntries(search.terms.map(({ name, value }) => [name, [value]]));
        const [read] = asServerReads(clients.searchUrl(server, 'Practitioner', parameters));
        expect(read!.tokens).toEqual([{ system: SYSTEM, value: `${a.trim()}-${b.trim()}` }]);
      }),
      { numRuns: 5_000 },
    );
  });
});
