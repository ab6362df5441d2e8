import { proves } from '../../test/support/proves.js';
import { recordsServer } from '../../test/support/records-server.js';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirClients, FhirResource } from '#src/fhir-client/fhir-clients.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirUserResolver, matchesInWords } from './fhir-user-resolver.js';
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

/** The answers for each resource type. A type without an answer has no match. */
function lookup(answers: Record<string, unknown>, terms: SearchTerm[] = [TERM]) {
  const clients = {
    offers: () => false,
    // Every second page has a further page, too: so a result counts only when two pages are enough to be sure.
    nextPage: () => Promise.resolve(bundle([], NEXT) as FhirResource),
    search: (_server: FhirServer, type: string) =>
      answers[type] instanceof Error
        ? Promise.reject(answers[type])
        : Promise.resolve((answers[type] ?? bundle()) as FhirResource),
    searchUrl: (one: FhirServer, type: string, parameters: object) =>
      `${one.baseUrl}/${type}?${JSON.stringify(parameters)}`,
  };
  return new FhirUserResolver(new Settings(), clients as unknown as FhirClients).lookup(server, terms);
}

describe('exactly one match over all types counts', () => {
  it('is found, and its address is made from our own base', async () => {
    proves('BI-70');
    const result = await lookup({ Practitioner: bundle([found('p1')], { total: 0 }) });
    expect(result).toMatchObject({
      outcome: 'found',
      reference: { server, resourceType: 'Practitioner', id: 'p1' },
    });
    expect(result.queries).toMatchObject([
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

  it.each<[string, Record<string, unknown>, string]>([
    proves('BI-67', ['total 1 and no entry', { Practitioner: bundle([], { total: 1 }) }, 'none']),
    proves('BI-67', ['no entries at all', { Practitioner: bundle(undefined, { total: 1 }) }, 'none']),
    proves('BI-67', [
      'total 1 and two entries',
      { Practitioner: bundle([found('a'), found('b')], { total: 1 }) },
      'several',
    ]),
    proves('BI-67', [
      'fifty entries',
      { Practitioner: bundle(Array.from({ length: 50 }, (_, i) => found(`p${i}`))) },
      'several',
    ]),
    proves('TM-18', [
      'one of each type',
      { Practitioner: bundle([found('a')]), Patient: bundle([found('a', {}, 'Patient')]) },
      'several',
    ]),
    proves('TM-18', ['the same one twice', { Practitioner: bundle([found('a'), found('a')]) }, 'found']),
    proves('TM-18', [
      'the same one twice, of which one copy is not active',
      { Practitioner: bundle([found('a', { active: false }), found('a')]) },
      'inactive',
    ]),
    proves('TM-18', [
      'the same one twice, and another',
      { Practitioner: bundle([found('a'), found('a'), found('b')]) },
      'several',
    ]),
    proves('BI-68', [
      'an include only',
      { Practitioner: bundle([{ ...found('a'), search: { mode: 'include' } }]) },
      'none',
    ]),
    proves('BI-68', [
      'an outcome only',
      {
        Practitioner: bundle([
          { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } },
        ]),
      },
      'none',
    ]),
    proves('BI-71', ['a stranger only', { Practitioner: bundle([stranger('x')]) }, 'none']),
    proves('BI-71', [
      'everybody, without the one',
      { Practitioner: bundle([stranger('x'), stranger('y')]) },
      'none',
    ]),
    proves('BI-72', [
      'one who is not active',
      { Practitioner: bundle([found('a', { active: false })]) },
      'inactive',
    ]),
    proves('BI-72', [
      'one of two who is active',
      { Practitioner: bundle([found('a', { active: false }), found('b')]) },
      'found',
    ]),
    proves('BI-72', [
      'a replaced, a deceased and a live one',
      {
        Practitioner: bundle([found('b')]),
        Patient: bundle([
          found('a', { link: [{ type: 'replaced-by', other: { reference: 'Patient/x' } }] }, 'Patient'),
          found('c', { deceasedDateTime: '2020' }, 'Patient'),
        ]),
      },
      'found',
    ]),
    proves('BI-72', [
      'two who are not active',
      { Practitioner: bundle([found('a', { active: false }), found('b', { active: false })]) },
      'inactive',
    ]),
    proves('BI-72', [
      'two who are active beside one who is not',
      { Practitioner: bundle([found('x', { active: false }), found('a'), found('b')]) },
      'several',
    ]),
    proves('BI-69', [
      'a remark in the place of a match',
      { Practitioner: bundle([{ resource: { resourceType: 'OperationOutcome' } }, found('a')]) },
      'found',
    ]),
    proves('BI-69', [
      'nothing but a remark',
      {
        Practitioner: bundle([
          { resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'warning' }] } },
        ]),
      },
      'none',
    ]),
    proves('BI-71', [
      'one who has the number as an old one',
      {
        Practitioner: bundle([found('a', { identifier: [{ system: SYSTEM, value: '1', use: 'old' }] })]),
      },
      'none',
    ]),
    proves('BI-73', [
      'two, and a next page',
      { Practitioner: bundle([found('a'), found('b')], NEXT) },
      'several',
    ]),
  ])('%s', async (_what, answers, outcome) => {
    expect(await lookup(answers)).toMatchObject({ outcome });
  });

  it('an include beside the match does no harm', async () => {
    proves('BI-68');
    const include = { resource: { resourceType: 'Organization', id: 'o' }, search: { mode: 'include' } };
    expect(await lookup({ Practitioner: bundle([include, found('a')]) })).toMatchObject({ outcome: 'found' });
  });

  it('an entry without a search mode is a match', async () => {
    proves('BI-78');
    const plain = { resource: found('a').resource };
    expect(await lookup({ Practitioner: bundle([plain]) })).toMatchObject({ outcome: 'found' });
  });

  it('the one among everybody a server returned on one page is found', async () => {
    proves('BI-71');
    expect(await lookup({ Practitioner: bundle([stranger('x'), found('a')]) })).toMatchObject({
      outcome: 'found',
      reference: { id: 'a' },
    });
  });
});

describe('an answer that does not say who is a failure, not "nobody"', () => {
  it.each<[string, unknown]>([
    proves('BI-69', ['another type', bundle([found('a', {}, 'Patient')])]),
    proves('BI-69', ['no id', bundle([found(undefined)])]),
    proves('BI-69', ['an id with a slash', bundle([found('a/../b')])]),
    proves('BI-69', ['an id upwards', bundle([found('..')])]),
    proves('BI-69', ['an id of 65 characters', bundle([found('a'.repeat(65))])]),
    proves('BI-69', ['an id that is a number', bundle([found(7)])]),
    proves('BI-69', ['a match without a resource', bundle([{ search: { mode: 'match' } }])]),
    proves('BI-69', [
      'an error that the search met beside the match',
      bundle([
        found('a'),
        {
          resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] },
          search: { mode: 'outcome' },
        },
      ]),
    ]),
    proves('BI-78', ['null in the entries', bundle([null])]),
    proves('BI-78', ['entries that are no list', bundle({ resource: found('a').resource })]),
    proves('BI-76', ['a Bundle of another kind', { ...bundle([found('a')]), type: 'history' }]),
    proves('BI-73', ['one, and a next page', bundle([found('a')], NEXT)]),
    proves('BI-73', ['none, and a next page', bundle([], NEXT)]),
    proves('BI-73', [
      'everybody with one that fits, and a next page',
      bundle([stranger('x'), found('a'), stranger('y')], NEXT),
    ]),
    proves('BI-73', ['strangers, and a next page', bundle([stranger('x'), stranger('y')], NEXT)]),
  ])('%s', async (_what, answer) => {
    await expect(lookup({ Practitioner: answer })).rejects.toThrow(FhirServerUnavailableError);
  });

  const refusing = (status: number) =>
    new FhirServerUnavailableError({ server: 'records', detail: `HTTP ${status}`, status });
  const BY_ADDRESS: SearchTerm = { name: 'email', value: 'a@x.test', plainValue: 'a@x.test' };
  const atAddress = { telecom: [{ system: 'email', value: 'a@x.test' }] };

  it.each([400, 403, 404])(
    'a type that is refused with %d is left out beside one match by number',
    async (status) => {
      const result = await lookup({ Practitioner: bundle([found('a')]), Patient: refusing(status) });
      expect(result).toMatchObject({ outcome: 'found', reference: { id: 'a' } });
      expect(result.queries.map(matchesInWords)).toEqual([
        '1 match',
        `refused: HTTP ${status}; ignored, because the searched number belongs to one person only`,
      ]);
    },
  );

  it.each<[string, Record<string, unknown>, SearchTerm[], boolean]>([
    ['nobody else is found', { Patient: refusing(404) }, [TERM], true],
    [
      'what is searched may be shared by two people',
      { Practitioner: bundle([found('a', atAddress)]), Patient: refusing(403) },
      [BY_ADDRESS],
      false,
    ],
    ['the other types do not answer', { Practitioner: refusing(503), Patient: refusing(403) }, [TERM], false],
    [
      'it may answer in a moment',
      { Practitioner: bundle([found('a')]), Patient: refusing(503) },
      [TERM],
      false,
    ],
  ])('a type that is refused is a failure where %s', async (_where, answers, terms, isPermanent) => {
    const failure: unknown = await lookup(answers, terms).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FhirServerUnavailableError);
    expect(failure).toMatchObject({ isPermanent });
    const { queries } = failure as FhirServerUnavailableError;
    const ofPatient = queries.find(({ url }) => url.includes('/Patient?'));
    expect(ofPatient!.finding).toEqual(
      (answers.Patient as FhirServerUnavailableError).status === 503
        ? 'no answer'
        : expect.stringMatching(/^refused: HTTP 40[34]$/),
    );
  });

  it('also when the other type has its one match', async () => {
    const answers = { Practitioner: bundle([found('a')]), Patient: { ...bundle(), type: 'batch-response' } };
    await expect(lookup(answers)).rejects.toThrow(FhirServerUnavailableError);
  });
});
