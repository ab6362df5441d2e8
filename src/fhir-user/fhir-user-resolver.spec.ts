import { recordsServer } from '../../test/support/records-server.js';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirClients, FhirResource } from '#src/fhir-client/fhir-clients.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirUserResolver } from './fhir-user-resolver.js';
import type { SearchTerm } from './search-builder.js';

const server = recordsServer();
const SYSTEM = 'https://sys';
const TERM: SearchTerm = { name: 'identifier', value: `${SYSTEM}|1`, system: SYSTEM, plainValue: '1' };

const found = (id: unknown, more: object = {}, resourceType = 'Practitioner') => ({
  fullUrl: `https://evil.test/${String(id)}`,
  resource: { resourceType, id, identifier: [{ system: SYSTEM, value: '1' }], ...more },
  search: { mode: 'match' },
});
const stranger = (id: string) => found(id, { identifier: [{ system: SYSTEM, value: id }] });
const bundle = (entry?: unknown, more: object = {}) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry,
  ...more,
});
const NEXT = {
  link: [
    { relation: 'self', url: 'x' },
    { relation: 'next', url: 'file:///etc/passwd' },
  ],
};

/** Answers per resource type; a type that is not named has no match. */
function lookup(answers: Record<string, unknown>, terms: SearchTerm[] = [TERM]) {
  const clients = {
    offers: () => Promise.resolve(false),
    // Every second page goes on as well: only what two pages settle is settled.
    nextPage: () => Promise.resolve(bundle([], NEXT) as FhirResource),
    search: (_server: FhirServer, type: string) =>
      Promise.resolve((answers[type] ?? bundle()) as FhirResource),
    searchUrl: (one: FhirServer, type: string, parameters: object) =>
      `${one.baseUrl}/${type}?${JSON.stringify(parameters)}`,
  };
  return new FhirUserResolver(new Settings(), clients as unknown as FhirClients).lookup(server, terms);
}

describe('exactly one match over all types counts', () => {
  it('BI-70 is found, and its address is made from our own base', async () => {
    const result = await lookup({ Practitioner: bundle([found('p1')], { total: 0 }) });
    expect(result).toMatchObject({
      outcome: 'found',
      reference: { server, resourceType: 'Practitioner', id: 'p1' },
    });
    expect(result.queries).toEqual([
      { url: expect.stringContaining('https://fhir.test/r4/Practitioner?') as string, matches: 1 },
      { url: expect.stringContaining('https://fhir.test/r4/Patient?') as string, matches: 0 },
    ]);
  });

  it('parameters of one name are sent as a list', async () => {
    const second = { ...TERM, value: 'other|2', system: 'other', plainValue: '2' };
    const both = {
      identifier: [
        { system: SYSTEM, value: '1' },
        { system: 'other', value: '2' },
      ],
    };
    const result = await lookup({ Practitioner: bundle([found('p1', both), found('p2')]) }, [TERM, second]);
    expect(result).toMatchObject({ outcome: 'found', reference: { id: 'p1' } });
    expect(result.queries[0]!.url).toContain('{"identifier":["https://sys|1","other|2"]}');
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    ['BI-67', 'total 1 and no entry', { Practitioner: bundle([], { total: 1 }) }, 'none'],
    ['BI-67', 'no entries at all', { Practitioner: bundle(undefined, { total: 1 }) }, 'none'],
    [
      'BI-67',
      'total 1 and two entries',
      { Practitioner: bundle([found('a'), found('b')], { total: 1 }) },
      'several',
    ],
    [
      'BI-67',
      'fifty entries',
      { Practitioner: bundle(Array.from({ length: 50 }, (_, i) => found(`p${i}`))) },
      'several',
    ],
    [
      'TM-18',
      'one of each type',
      { Practitioner: bundle([found('a')]), Patient: bundle([found('a', {}, 'Patient')]) },
      'several',
    ],
    ['TM-18', 'the same one twice', { Practitioner: bundle([found('a'), found('a')]) }, 'several'],
    [
      'BI-68',
      'an include only',
      { Practitioner: bundle([{ ...found('a'), search: { mode: 'include' } }]) },
      'none',
    ],
    [
      'BI-68',
      'an outcome only',
      {
        Practitioner: bundle([
          { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } },
        ]),
      },
      'none',
    ],
    ['BI-71', 'a stranger only', { Practitioner: bundle([stranger('x')]) }, 'none'],
    ['BI-71', 'everybody, without the one', { Practitioner: bundle([stranger('x'), stranger('y')]) }, 'none'],
    ['BI-72', 'one who is not active', { Practitioner: bundle([found('a', { active: false })]) }, 'inactive'],
    [
      'BI-72',
      'one of two who is active',
      { Practitioner: bundle([found('a', { active: false }), found('b')]) },
      'several',
    ],
    ['BI-73', 'two, and a next page', { Practitioner: bundle([found('a'), found('b')], NEXT) }, 'several'],
  ])('%s %s', async (_id, _what, answers, outcome) => {
    expect(await lookup(answers)).toMatchObject({ outcome });
  });

  it('BI-68 an include beside the match does no harm', async () => {
    const include = { resource: { resourceType: 'Organization', id: 'o' }, search: { mode: 'include' } };
    expect(await lookup({ Practitioner: bundle([include, found('a')]) })).toMatchObject({ outcome: 'found' });
  });

  it('BI-78 an entry without a search mode is a match', async () => {
    const plain = { resource: found('a').resource };
    expect(await lookup({ Practitioner: bundle([plain]) })).toMatchObject({ outcome: 'found' });
  });

  it('BI-71 the one among everybody a server returned on one page is found', async () => {
    expect(await lookup({ Practitioner: bundle([stranger('x'), found('a')]) })).toMatchObject({
      outcome: 'found',
      reference: { id: 'a' },
    });
  });
});

describe('an answer that does not say who is a failure, not "nobody"', () => {
  it.each<[string, string, unknown]>([
    ['BI-69', 'another type', bundle([found('a', {}, 'Patient')])],
    ['BI-69', 'no id', bundle([found(undefined)])],
    ['BI-69', 'an id with a slash', bundle([found('a/../b')])],
    ['BI-69', 'an id upwards', bundle([found('..')])],
    ['BI-69', 'an id of 65 characters', bundle([found('a'.repeat(65))])],
    ['BI-69', 'an id that is a number', bundle([found(7)])],
    ['BI-69', 'a match without a resource', bundle([{ search: { mode: 'match' } }])],
    ['BI-69', 'an OperationOutcome as a match', bundle([{ resource: { resourceType: 'OperationOutcome' } }])],
    ['BI-78', 'null in the entries', bundle([null])],
    ['BI-78', 'entries that are no list', bundle({ resource: found('a').resource })],
    ['BI-76', 'a Bundle of another kind', { ...bundle([found('a')]), type: 'history' }],
    ['BI-73', 'one, and a next page', bundle([found('a')], NEXT)],
    ['BI-73', 'none, and a next page', bundle([], NEXT)],
    [
      'BI-73',
      'everybody with one that fits, and a next page',
      bundle([stranger('x'), found('a'), stranger('y')], NEXT),
    ],
    ['BI-73', 'strangers, and a next page', bundle([stranger('x'), stranger('y')], NEXT)],
  ])('%s %s', async (_id, _what, answer) => {
    await expect(lookup({ Practitioner: answer })).rejects.toThrow(FhirServerUnavailableError);
  });

  it('also when the other type has its one match', async () => {
    const answers = { Practitioner: bundle([found('a')]), Patient: { ...bundle(), type: 'batch-response' } };
    await expect(lookup(answers)).rejects.toThrow(FhirServerUnavailableError);
  });
});
