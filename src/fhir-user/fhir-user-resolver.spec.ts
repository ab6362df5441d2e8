import { proves } from '../../test/support/proves.js';
import { recordsServer } from '../../test/support/records-server.js';
import { Clock } from '#src/clock/clock.js';
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
    // Every second page also has a next page. So a result counts only when two pages are enough to be sure.
    nextPage: () => Promise.resolve(bundle([], NEXT) as FhirResource),
    search: (_server: FhirServer, type: string) =>
      answers[type] instanceof Error
        ? Promise.reject(answers[type])
        : Promise.resolve((answers[type] ?? bundle()) as FhirResource),
    searchUrl: (one: FhirServer, type: string, parameters: object) =>
      `${one.baseUrl}/${type}?${JSON.stringify(parameters)}`,
  };
  return new FhirUserResolver(new Settings(), clients as unknown as FhirClients, new Clock()).lookup(
    server,
    terms,
  );
}

describe('a person is found when exactly one resource of all types matches', () => {
  it('its address is made from the base URL of the settings', async () => {
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

  it('several values for one search parameter are sent as a list', async () => {
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
    proves('TM-18', ['the same resource twice', { Practitioner: bundle([found('a'), found('a')]) }, 'found']),
    proves('TM-18', [
      'the same resource twice, one copy not active',
      { Practitioner: bundle([found('a', { active: false }), found('a')]) },
      'inactive',
    ]),
    proves('TM-18', [
      'the same resource twice, and another one',
      { Practitioner: bundle([found('a'), found('a'), found('b')]) },
      'several',
    ]),
    proves('BI-68', [
      'only an included resource',
      { Practitioner: bundle([{ ...found('a'), search: { mode: 'include' } }]) },
      'none',
    ]),
    proves('BI-68', [
      'only an OperationOutcome',
      {
        Practitioner: bundle([
          { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } },
        ]),
      },
      'none',
    ]),
    proves('BI-71', [
      'only a resource that does not match',
      { Practitioner: bundle([stranger('x')]) },
      'none',
    ]),
    proves('BI-71', [
      'only resources that do not match',
      { Practitioner: bundle([stranger('x'), stranger('y')]) },
      'none',
    ]),
    proves('BI-72', [
      'one match that is not active',
      { Practitioner: bundle([found('a', { active: false })]) },
      'inactive',
    ]),
    proves('BI-72', [
      'two matches, one of them active',
      { Practitioner: bundle([found('a', { active: false }), found('b')]) },
      'found',
    ]),
    proves('BI-72', [
      'a replaced, a deceased and an active match',
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
      'two matches, both not active',
      { Practitioner: bundle([found('a', { active: false }), found('b', { active: false })]) },
      'inactive',
    ]),
    proves('BI-72', [
      'two active matches and one that is not active',
      { Practitioner: bundle([found('x', { active: false }), found('a'), found('b')]) },
      'several',
    ]),
    proves('BI-69', [
      'an OperationOutcome in the place of a match',
      { Practitioner: bundle([{ resource: { resourceType: 'OperationOutcome' } }, found('a')]) },
      'found',
    ]),
    proves('BI-69', [
      'only a warning',
      {
        Practitioner: bundle([
          { resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'warning' }] } },
        ]),
      },
      'none',
    ]),
    proves('BI-71', [
      'a match whose number is marked as old',
      {
        Practitioner: bundle([found('a', { identifier: [{ system: SYSTEM, value: '1', use: 'old' }] })]),
      },
      'none',
    ]),
    proves('BI-73', [
      'two matches, and a next page',
      { Practitioner: bundle([found('a'), found('b')], NEXT) },
      'several',
    ]),
  ])('%s', async (_what, answers, outcome) => {
    expect(await lookup(answers)).toMatchObject({ outcome });
  });

  it('an included resource beside the match changes nothing', async () => {
    proves('BI-68');
    const include = { resource: { resourceType: 'Organization', id: 'o' }, search: { mode: 'include' } };
    expect(await lookup({ Practitioner: bundle([include, found('a')]) })).toMatchObject({ outcome: 'found' });
  });

  it('an entry without a search mode counts as a match', async () => {
    proves('BI-78');
    const plain = { resource: found('a').resource };
    expect(await lookup({ Practitioner: bundle([plain]) })).toMatchObject({ outcome: 'found' });
  });

  it('the match among other resources on one page is found', async () => {
    proves('BI-71');
    expect(await lookup({ Practitioner: bundle([stranger('x'), found('a')]) })).toMatchObject({
      outcome: 'found',
      reference: { id: 'a' },
    });
  });
});

describe('an answer that names no single person is a failure, and not "no resource found"', () => {
  it.each<[string, unknown]>([
    proves('BI-69', ['another type', bundle([found('a', {}, 'Patient')])]),
    proves('BI-69', ['no id', bundle([found(undefined)])]),
    proves('BI-69', ['an id with a slash', bundle([found('a/../b')])]),
    proves('BI-69', ['an id that is a path upwards', bundle([found('..')])]),
    proves('BI-69', ['an id of 65 characters', bundle([found('a'.repeat(65))])]),
    proves('BI-69', ['an id that is a number', bundle([found(7)])]),
    proves('BI-69', ['a match without a resource', bundle([{ search: { mode: 'match' } }])]),
    proves('BI-69', [
      'an error of the search beside the match',
      bundle([
        found('a'),
        {
          resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] },
          search: { mode: 'outcome' },
        },
      ]),
    ]),
    proves('BI-78', ['null in the entries', bundle([null])]),
    proves('BI-78', ['entries that are not a list', bundle({ resource: found('a').resource })]),
    proves('BI-76', ['a Bundle of another kind', { ...bundle([found('a')]), type: 'history' }]),
    proves('BI-73', ['one match, and a next page', bundle([found('a')], NEXT)]),
    proves('BI-73', ['no match, and a next page', bundle([], NEXT)]),
    proves('BI-73', [
      'other resources with one match, and a next page',
      bundle([stranger('x'), found('a'), stranger('y')], NEXT),
    ]),
    proves('BI-73', ['other resources only, and a next page', bundle([stranger('x'), stranger('y')], NEXT)]),
  ])('%s', async (_what, answer) => {
    await expect(lookup({ Practitioner: answer })).rejects.toThrow(FhirServerUnavailableError);
  });

  const refusing = (status: number) =>
    new FhirServerUnavailableError({ server: 'records', detail: `HTTP ${status}`, status });
  const BY_ADDRESS: SearchTerm = { name: 'email', value: 'a@x.test', plainValue: 'a@x.test' };
  const atAddress = { telecom: [{ system: 'email', value: 'a@x.test' }] };

  it.each([400, 403, 404])(
    'a type that is refused with %d is ignored when another type has one match by number',
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
    ['no other type has a match', { Patient: refusing(404) }, [TERM], true],
    [
      'two people may share the searched value',
      { Practitioner: bundle([found('a', atAddress)]), Patient: refusing(403) },
      [BY_ADDRESS],
      false,
    ],
    ['the other types do not answer', { Practitioner: refusing(503), Patient: refusing(403) }, [TERM], false],
    [
      'the type may answer a moment later',
      { Practitioner: bundle([found('a')]), Patient: refusing(503) },
      [TERM],
      false,
    ],
  ])('a type that is refused makes the search fail when %s', async (_where, answers, terms, isPermanent) => {
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

  it('a wrong answer for one type is a failure, also when another type has its one match', async () => {
    const answers = { Practitioner: bundle([found('a')]), Patient: { ...bundle(), type: 'batch-response' } };
    await expect(lookup(answers)).rejects.toThrow(FhirServerUnavailableError);
  });
});
