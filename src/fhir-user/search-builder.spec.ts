import type { FhirUserLookupSettings } from '#src/config/settings/claim-mapping.settings.js';
import { escapeSearchValue } from '#src/fhir-client/search-value.js';
import { proves } from '../../test/support/proves.js';
import { buildSearch } from './search-builder.js';

const SYSTEM = 'https://sys.test/staff';

const mapping = (
  template: string | undefined,
  claims: string[],
  name = 'identifier',
): FhirUserLookupSettings => ({
  searchParameterName: name,
  searchParameterValueTemplate: template,
  copySearchParameterValuesFromClaims: claims,
});
const build = (claims: Record<string, unknown>, ...entries: FhirUserLookupSettings[]) =>
  buildSearch(entries, (name) => claims[name]);

/**
 * Reads a token parameter as a FHIR server does: splits it at bars that are not escaped, then unescapes it (R4
 * 3.1.1.4.0.1).
 */
function asFhirServer(value: string): string[][] {
  const split = (text: string, at: string) => text.split(new RegExp(`(?<=(?<!\\\\)(?:\\\\\\\\)*)\\${at}`));
  return split(value, ',').map((one) => split(one, '|').map((part) => part.replace(/\\([\\|,$])/g, '$1')));
}

describe('a value is escaped, so that it stays one value', () => {
  it.each([
    proves('BI-50', ['123|456', '123\\|456']),
    proves('BI-51', ['http://evil|1', 'http://evil\\|1']),
    proves('BI-52', ['1,2', '1\\,2']),
    proves('BI-53', ['$everything', '\\$everything']),
    proves('BI-53', ['a$b', 'a\\$b']),
    proves('BI-54', ['\\', '\\\\']),
    proves('BI-54', ['\\\\,', '\\\\\\\\\\,']),
    proves('BI-54', ['x\\', 'x\\\\']),
    proves('BI-55', ['1&_include=Practitioner:*', '1&_include=Practitioner:*']),
    proves('BI-56', ['1&identifier:missing=true', '1&identifier:missing=true']),
    proves('BI-57', ['../Patient/1', '../Patient/1']),
  ])('%j', (value, escaped) => {
    expect(escapeSearchValue(value)).toBe(escaped);
    expect(build({ c: value }, mapping(`${SYSTEM}|{0}`, ['c']))).toEqual({
      terms: [{ name: 'identifier', system: SYSTEM, value: `${SYSTEM}|${escaped}`, plainValue: value }],
    });
  });

  it('for any claim, the server reads one token of the configured system with this value, or no search is sent', () => {
    proves('TM-19');
    const alphabet = [
      '\\',
      '|',
      ',',
      '$',
      '&',
      '=',
      '%',
      '{0}',
      '{1}',
      '*',
      ' ',
      'a',
      '1',
      'ä',
      '\u0000',
      '\u200B',
      '🏥',
    ];
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
      return Math.floor((seed / 2 ** 32) * below);
    };
    let sent = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const claim = Array.from({ length: random(8) }, () => alphabet[random(alphabet.length)]).join('');
      const search = build({ c: claim }, mapping(`${SYSTEM}|{0}`, ['c']));
      if ('missing' in search) continue;
      sent += 1;
      expect(asFhirServer(search.terms[0]!.value)).toEqual([[SYSTEM, claim.trim()]]);
    }
    expect(sent).toBeGreaterThan(1_000);
  });
});

describe('a template is filled once', () => {
  it.each([
    proves('BI-59', ['a hole in a claim', { a: '{1}', b: 'x' }, '{1}-x']),
    proves('BI-60', ['the other claim’s hole', { a: '{0}', b: '{0}' }, '{0}-{0}']),
    proves('BI-59', [
      'template languages',
      { a: '{{claim}}', b: '${process.env.X}' },
      '{{claim}}-${process.env.X}',
    ]),
    proves('BI-59', ['replacement patterns', { a: '$&$1', b: '#{1+1}<%= %>' }, '$&$1-#{1+1}<%= %>']),
  ])('%s stays text', (_what, claims, plainValue) => {
    const search = build(claims, mapping(`${SYSTEM}|{0}-{1}`, ['a', 'b']));
    expect(search).toMatchObject({ terms: [{ plainValue, system: SYSTEM }] });
  });

  it('without a template the claim itself is the value', () => {
    expect(build({ email: 'a@b.test' }, mapping(undefined, ['email'], 'email'))).toEqual({
      terms: [{ name: 'email', system: undefined, value: 'a@b.test', plainValue: 'a@b.test' }],
    });
  });

  it('a comma in the template does not mean OR either', () => {
    const search = build({ a: '1' }, mapping(`${SYSTEM}|{0},2`, ['a']));
    expect(search).toMatchObject({ terms: [{ value: `${SYSTEM}|1\\,2`, plainValue: '1,2' }] });
  });

  it('only the claims of its holes are needed', () => {
    const entry = mapping(`${SYSTEM}|{0}`, ['family_name', 'given_name']);
    expect(build({ family_name: 'Vos' }, entry)).toMatchObject({ terms: [{ plainValue: 'Vos' }] });
    expect(build({ given_name: 'An' }, entry)).toMatchObject({ missing: 'family_name' });
  });
});

describe('no search is sent when a claim', () => {
  it.each<[string, unknown, string]>([
    proves('BI-37', ['is absent', undefined, 'not in the ID token']),
    proves('BI-37', ['is null', null, 'not in the ID token']),
    proves('BI-37', ['is empty', '', 'empty']),
    proves('BI-37', ['is white space', ' \t', 'empty']),
    proves('BI-37', ['is an empty list', [], 'not text']),
    proves('BI-37', ['is an object', {}, 'not text']),
    proves('BI-37', ['is zero', 0, 'not text']),
    proves('BI-37', ['is false', false, 'not text']),
    proves('BI-38', ['is a list of one', ['1'], 'not text']),
    proves('BI-38', ['is a list of two', ['1', '2'], 'not text']),
    proves('BI-39', ['is a number', 1_234_567_893, 'not text']),
    proves('BI-58', ['is a star', '*', 'wildcard']),
    proves('BI-58', ['is a percent sign', '%', 'wildcard']),
    proves('BI-58', ['is underscores', '__', 'wildcard']),
    proves('BI-61', ['has a line break', '1\r\nX-Header: 2', 'control']),
    proves('BI-62', ['has a NUL', '1\u0000', 'control']),
    proves('BI-44', ['has a zero-width space', '1\u200B2', 'invisible']),
    proves('BI-44', ['has a right-to-left override', '\u202E12', 'invisible']),
    proves('BI-44', ['has a soft hyphen', '1\u00AD2', 'invisible']),
    proves('BI-48', ['has an unpaired surrogate', '1\uD800', 'invisible']),
    proves('BI-63', ['is longer than 512 characters', 'x'.repeat(513), 'longer']),
    proves('BI-49', ['is 64 KiB', 'x'.repeat(65_536), 'longer']),
  ])('%s', (_what, value, because) => {
    const search = build(
      { good: '1', c: value },
      mapping(undefined, ['good']),
      mapping(`${SYSTEM}|{0}`, ['c']),
    );
    expect(search).toEqual({ missing: 'c', because: expect.stringContaining(because) as string });
  });
});

it('the search parameters are all sent, in the order of the settings', () => {
  const search = build(
    { a: '1', b: 'x@y.test' },
    mapping(`${SYSTEM}|{0}`, ['a']),
    mapping(undefined, ['b'], 'email'),
  );
  expect('terms' in search && search.terms.map(({ name }) => name)).toEqual(['identifier', 'email']);
});
