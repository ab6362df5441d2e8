import { proves } from '../../test/support/proves.js';
import { recordsServer } from '../../test/support/records-server.js';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirClients } from '#src/fhir-client/fhir-clients.js';
import { FhirUserResolver } from './fhir-user-resolver.js';
import type { SearchTerm } from './search-builder.js';

const server = recordsServer();
const SYSTEM = 'https://sys';
const TERM: SearchTerm = { name: 'identifier', value: `${SYSTEM}|1`, system: SYSTEM, plainValue: '1' };
const person = (id: unknown, value = '1', resourceType = 'Practitioner') => ({
  resourceType,
  id,
  identifier: [{ system: SYSTEM, value }],
});
const page = (resources: object[], next?: unknown) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
  link: next === undefined ? [] : [null, { relation: 'next', url: next }],
});

/** A resolver on a FHIR server that gives these answers. A call that has no answer here is a mistake of the test. */
function resolver(answers: Partial<Record<keyof FhirClients, (...call: never[]) => unknown>>) {
  const clients = {
    offers: () => answers.operation !== undefined,
    searchUrl: () => 'https://fhir.test/r4/search',
    ...Object.fromEntries(
      Object.entries(answers).map(([name, answer]) => [name, async (...call: never[]) => answer!(...call)]),
    ),
  };
  const settings = new Settings();
  settings.fhirUser.resourceTypes = ['Practitioner'];
  return new FhirUserResolver(settings, clients as unknown as FhirClients);
}

describe('a search of two pages', () => {
  it.each<[string, object[], object[], object]>([
    ['one on the first', [person('a')], [person('x', '9')], { outcome: 'found', reference: { id: 'a' } }],
    ['one on the second', [person('x', '9')], [person('a')], { outcome: 'found', reference: { id: 'a' } }],
    ['one on each', [person('a')], [person('b')], { outcome: 'several' }],
    ['the same on both', [person('a')], [person('a')], { outcome: 'found', reference: { id: 'a' } }],
    [
      'one who left on the first, twice over, and one on the second',
      [
        { ...person('x'), active: false },
        { ...person('y'), active: false },
      ],
      [person('a')],
      { outcome: 'found', reference: { id: 'a' } },
    ],
    ['none', [person('x', '9')], [], { outcome: 'none' }],
  ])('counts both: %s', async (_what, first, second, expected) => {
    proves('BI-73');
    const links: unknown[] = [];
    const found = await resolver({
      search: () => page(first, 'https://fhir.test/r4?page=2'),
      nextPage: (_server: never, link: never) => (links.push(link), page(second)),
    }).lookup(server, [TERM]);
    expect(found).toMatchObject(expected);
    expect(links).toEqual(['https://fhir.test/r4?page=2']);
  });

  it.each([[{}], [7], [null], ['']])('whose link is %j does not say whether there is more', async (url) => {
    proves('BI-73');
    const answer = resolver({ search: () => page([person('a')], url) }).lookup(server, [TERM]);
    await expect(answer).rejects.toThrow(FhirServerUnavailableError);
  });
});

describe('the server’s own lookup operation', () => {
  const parameters = (...list: unknown[]) => ({ resourceType: 'Parameters', parameter: list });
  const status = (code: number) => () => {
    throw new FhirServerUnavailableError({ server: 'records', detail: `HTTP ${code}`, status: code });
  };

  it.each<[string, () => unknown, object]>([
    [
      'the resource',
      () => person('a'),
      { outcome: 'found', reference: { resourceType: 'Practitioner', id: 'a' } },
    ],
    [
      'Parameters with the resource',
      () => parameters({ name: 'return', resource: person('a') }),
      { outcome: 'found' },
    ],
    [
      'Parameters with gaps',
      () => parameters(null, { name: 'note' }, { name: 'return', resource: person('a') }),
      { outcome: 'found' },
    ],
    ['Parameters with nobody', () => parameters(), { outcome: 'none' }],
    [
      'Parameters with two',
      () => parameters({ name: 'return', resource: person('a') }, { name: 'return', resource: person('b') }),
      { outcome: 'several' },
    ],
    ['somebody who is not active', () => ({ ...person('a'), active: false }), { outcome: 'inactive' }],
    ['404', status(404), { outcome: 'none' }],
    ['409', status(409), { outcome: 'several' }],
    ['412', status(412), { outcome: 'several' }],
  ])('answers %s', async (_what, operation, expected) => {
    proves('TM-18');
    expect(await resolver({ operation }).lookup(server, [TERM])).toMatchObject(expected);
  });

  it.each<[string, () => unknown]>([
    ['a type that is not configured', () => person('a', '1', 'Patient')],
    ['no id', () => person(undefined)],
    ['an id upwards', () => person('..')],
    [
      'Parameters with something else',
      () => parameters({ name: 'return', resource: { resourceType: 'Organization', id: 'o' } }),
    ],
    ['Parameters with a value', () => parameters({ name: 'return', resource: 'Practitioner/a' })],
    ['500', status(500)],
    ['403', status(403)],
  ])('is not understood when it answers %s', async (_what, operation) => {
    proves('BI-69 FI-29');
    await expect(resolver({ operation }).lookup(server, [TERM])).rejects.toThrow(FhirServerUnavailableError);
  });
});

describe('answers that are kept', () => {
  it('sign-ins of one person at once share one search; of another they do not', async () => {
    let searches = 0;
    const one = resolver({ search: () => ((searches += 1), page([person('a')])) });
    await Promise.all(Array.from({ length: 20 }, () => one.lookup(server, [TERM])));
    expect(searches).toBe(1);
    expect(await one.lookup(server, [{ ...TERM, value: `${SYSTEM}|2`, plainValue: '2' }])).toMatchObject({
      outcome: 'none',
    });
    expect(await one.lookup(recordsServer({ baseUrl: 'https://other.test' }), [TERM])).toMatchObject({
      reference: { server: { baseUrl: 'https://other.test' } },
    });
    expect(searches).toBe(3);
  });

  it('a failure is not kept: trying again asks again', async () => {
    let searches = 0;
    const one = resolver({
      search: () => {
        searches += 1;
        if (searches === 1) throw new FhirServerUnavailableError({ server: 'records', detail: 'timeout' });
        return page([person('a')]);
      },
    });
    await expect(one.lookup(server, [TERM])).rejects.toThrow(FhirServerUnavailableError);
    expect(await one.lookup(server, [TERM])).toMatchObject({ outcome: 'found' });
  });
});

it.each([
  ['is there', person('a'), 'live'],
  ['has left', { ...person('a'), active: false }, 'inactive'],
  ['is not there', undefined, 'gone'],
])('a known person %s: %s', async (_what, resource, state) => {
  proves('TM-21');
  expect(
    await resolver({ read: () => resource }).state({ server, resourceType: 'Practitioner', id: 'a' }),
  ).toBe(state);
});
