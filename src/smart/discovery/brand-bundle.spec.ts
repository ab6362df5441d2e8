import { brandBundleProblems } from './brand-bundle.js';

const endpoint = { fullUrl: 'https://x.example/Endpoint/e', resource: { resourceType: 'Endpoint', id: 'e' } };
const brand = (id: string, more: object = {}) => ({
  fullUrl: `https://x.example/Organization/${id}`,
  resource: {
    resourceType: 'Organization',
    id,
    identifier: [{ system: 'urn:ietf:rfc:3986', value: `https://${id}.example` }],
    endpoint: [{ reference: 'https://x.example/Endpoint/e' }],
    ...more,
  },
});
const bundle = (...entry: object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  timestamp: '2026-01-01T00:00:00Z',
  entry,
});
const harbour = { system: 'urn:ietf:rfc:3986', value: 'https://harbour.example' };

const absent = (reason: string) => ({
  _name: {
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: reason }],
  },
});

/** A brand with each element that publishers must be able to give. */
const full = brand('harbour', {
  meta: { lastUpdated: '2026-01-01T00:00:00Z' },
  active: true,
  name: 'Harbour General',
  alias: ['The Harbour'],
  type: [
    {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/organization-type', code: 'prov' }],
    },
  ],
  telecom: [{ system: 'url', value: 'https://harbour.example' }],
  address: [{ line: ['1 Quay'], city: 'Harbour', state: 'HB', postalCode: '0001' }],
  partOf: { reference: 'https://x.example/Organization/region' },
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/organization-brand',
      extension: [{ url: 'brandLogo', valueUrl: 'https://harbour.example/logo.svg' }],
    },
    {
      url: 'http://hl7.org/fhir/StructureDefinition/organization-portal',
      extension: [{ url: 'portalName', valueString: 'MyHarbour' }],
    },
  ],
});

describe('a brand bundle', () => {
  it.each([
    [
      'smart_2.2@395 smart_2.2@422 smart_2.2@398 smart_2.2@418 one brand, identified by its web address, with the time of the last change',
      bundle(brand('harbour'), endpoint),
      undefined,
    ],
    [
      'smart_2.2@402 smart_2.2@436 smart_2.2@399 smart_2.2@419 smart_2.2@397 every element, and a brand above this one',
      bundle(full, brand('region'), endpoint),
      harbour,
    ],
    [
      'smart_2.2@403 smart_2.2@421 identifiers of its own system',
      bundle(brand('a', { identifier: [{ system: 'https://a.example/ids', value: '7' }] }), endpoint),
      { system: 'https://a.example/ids', value: '7' },
    ],
    [
      'smart_2.2@408 smart_2.2@434 the brand named by its identifier, among several',
      bundle(brand('harbour'), brand('north'), endpoint),
      harbour,
    ],
    [
      'the brand named by the value of its identifier only, among several',
      bundle(brand('harbour'), brand('north'), endpoint),
      { value: harbour.value },
    ],
    [
      'smart_2.2@404 smart_2.2@437 elements that were asked for but not given',
      bundle(brand('harbour', absent('asked-declined')), brand('a', absent('asked-unknown')), endpoint),
      harbour,
    ],
  ])('is accepted: %s', (_what, content, identifier) => {
    expect(brandBundleProblems(content, identifier)).toEqual([]);
  });

  it.each([
    ['nothing', null, undefined, /must be a FHIR Bundle/],
    ['another resource', { resourceType: 'Patient' }, undefined, /must be a FHIR Bundle/],
    ['a searchset', { ...bundle(brand('harbour'), endpoint), type: 'searchset' }, undefined, /collection/],
    ...[
      '2026-01-01',
      'yesterday',
      '2026-02-30T00:00:00Z',
      '2026-01-01 00:00:00Z',
      '2026-01-01T25:00:00Z',
    ].map((timestamp): [string, object, undefined, RegExp] => [
      `the timestamp ${timestamp}`,
      { ...bundle(brand('harbour'), endpoint), timestamp },
      undefined,
      /timestamp/,
    ]),
    [
      'smart_2.2@398 smart_2.2@418 no timestamp',
      { ...bundle(brand('harbour'), endpoint), timestamp: undefined },
      undefined,
      /timestamp/,
    ],
    ['no brand', bundle(endpoint), undefined, /contains no brand/],
    [
      'a patient in the bundle',
      bundle(brand('a'), endpoint, { resource: { resourceType: 'Patient' } }),
      undefined,
      /Patient/,
    ],
    ['an endpoint that is not in the bundle', bundle(brand('harbour')), undefined, /not in the bundle/],
    [
      'smart_2.2@396 smart_2.2@417 an endpoint that belongs to no brand',
      bundle(brand('harbour', { endpoint: [] }), endpoint),
      undefined,
      /Endpoint\/e belongs to no brand/,
    ],
    [
      'smart_2.2@405 smart_2.2@437 another reason for an absent element',
      bundle(brand('harbour', absent('unknown')), endpoint),
      undefined,
      /asked-declined, asked-unknown, not unknown/,
    ],
    [
      'smart_2.2@409 smart_2.2@429 several brands, and none named',
      bundle(brand('a'), brand('b'), endpoint),
      undefined,
      /the brand of this hospital/,
    ],
    [
      'smart_2.2@412 smart_2.2@432 an identifier of no brand',
      bundle(brand('a'), endpoint),
      harbour,
      /; 0 have it/,
    ],
    [
      'smart_2.2@412 smart_2.2@432 an identifier of two brands',
      bundle(brand('harbour'), brand('twin', { identifier: [harbour] }), endpoint),
      harbour,
      /; 2 have it/,
    ],
  ])('is refused: %s', (_what, content, identifier, problem) => {
    expect(brandBundleProblems(content, identifier).join('; ')).toMatch(problem);
  });
});
