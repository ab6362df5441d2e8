import { proves } from '../../test/support/proves.js';
import { recordsServer } from '../../test/support/records-server.js';
import { Clock } from '#src/clock/clock.js';
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

/** A resolver on a FHIR server that gives these answers. A call without an answer here is a mistake of the test. */
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
  return new FhirUserResolver(settings, clients as unknown as FhirClients, new Clock());
}

describe('a search with two pages', () => {
  it.each<[string, object[], object[], object]>([
    [
      'one match on the first page',
      [person('a')],
      [person('x', '9')],
      { outcome: 'found', reference: { id: 'a' } },
    ],
    [
      'one match on the second page',
      [person('x', '9')],
      [person('a')],
      { outcome: 'found', reference: { id: 'a' } },
    ],
    ['one match on each page', [person('a')], [person('b')], { outcome: 'several' }],
    [
      'the same match on both pages',
      [person('a')],
      [person('a')],
      { outcome: 'found', reference: { id: 'a' } },
    ],
    [
      'two inactive people on the first page, and one match on the second',
      [
        { ...person('x'), active: false },
        { ...person('y'), active: false },
      ],
      [person('a')],
      { outcome: 'found', reference: { id: 'a' } },
    ],
    ['no match', [person('x', '9')], [], { outcome: 'none' }],
  ])('counts the matches of both pages: %s', async (_what, first, second, expected) => {
    proves('BI-73');
    const links: unknown[] = [];
    const found = await resolver({
      search: () => page(first, 'https://fhir.test/r4?page=2'),
      nextPage: (_server: never, link: never) => (links.push(link), page(second)),
    }).lookup(server, [TERM]);
    expect(found).toMatchObject(expected);
    expect(links).toEqual(['https://fhir.test/r4?page=2']);
  });

  it.each([[{}], [7], [null], ['']])(
    'that gives %j as the link of the next page is a failure',
    async (url) => {
      proves('BI-73');
      const answer = resolver({ search: () => page([person('a')], url) }).lookup(server, [TERM]);
      await expect(answer).rejects.toThrow(FhirServerUnavailableError);
    },
  );
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
    ['Parameters without a resource', () => parameters(), { outcome: 'none' }],
    [
      'Parameters with two resources',
      () => parameters({ name: 'return', resource: person('a') }, { name: 'return', resource: person('b') }),
      { outcome: 'several' },
    ],
    ['an inactive person', () => ({ ...person('a'), active: false }), { outcome: 'inactive' }],
    ['404', status(404), { outcome: 'none' }],
    ['409', status(409), { outcome: 'several' }],
    ['412', status(412), { outcome: 'several' }],
  ])('may answer %s', async (_what, operation, expected) => {
    proves('TM-18');
    expect(await resolver({ operation }).lookup(server, [TERM])).toMatchObject(expected);
  });

  it.each<[string, () => unknown]>([
    ['a type that is not configured', () => person('a', '1', 'Patient')],
    ['no id', () => person(undefined)],
    ['an id that is a path upwards', () => person('..')],
    [
      'Parameters with an Organization',
      () => parameters({ name: 'return', resource: { resourceType: 'Organization', id: 'o' } }),
    ],
    [
      'Parameters with text in place of a resource',
      () => parameters({ name: 'return', resource: 'Practitioner/a' }),
    ],
    ['500', status(500)],
    ['403', status(403)],
  ])('is a failure when it answers %s', async (_what, operation) => {
    proves('BI-69 FI-29');
    await expect(resolver({ operation }).lookup(server, [TERM])).rejects.toThrow(FhirServerUnavailableError);
  });
});

describe('results that are kept for a short time', () => {
  it('sign-ins of one person at the same time share one search; those of another person do not', async () => {
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

  it('a failure is not kept: the next attempt searches again', async () => {
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
  ['who is active', person('a'), 'live'],
  ['who is not active', { ...person('a'), active: false }, 'inactive'],
  ['whose resource is gone', undefined, 'gone'],
])('the state of a known person %s: %s', async (_what, resource, state) => {
  proves('TM-21');
  expect(
    await resolver({ read: () => resource }).state({ server, resourceType: 'Practitioner', id: 'a' }),
  ).toBe(state);
});
