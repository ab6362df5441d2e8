import { brandBundleProblems } from './user-access-brands.js';

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

describe('smart_2.2 a brand bundle', () => {
  it.each([
    ['one brand', bundle(brand('harbour'), endpoint), undefined],
    ['one of several', bundle(brand('harbour'), brand('north'), endpoint), harbour],
    [
      'one of several, by value alone',
      bundle(brand('harbour'), brand('north'), endpoint),
      { value: harbour.value },
    ],
  ])('is sound: %s', (_what, content, identifier) => {
    expect(brandBundleProblems(content, identifier)).toEqual([]);
  });

  it.each([
    ['nothing', null, undefined, /must be a FHIR Bundle/],
    ['another resource', { resourceType: 'Patient' }, undefined, /must be a FHIR Bundle/],
    ['a searchset', { ...bundle(brand('harbour'), endpoint), type: 'searchset' }, undefined, /collection/],
    ['no timestamp', { ...bundle(brand('harbour'), endpoint), timestamp: undefined }, undefined, /timestamp/],
    ['no brand', bundle(endpoint), undefined, /holds no brand/],
    [
      'a patient in it',
      bundle(brand('a'), endpoint, { resource: { resourceType: 'Patient' } }),
      undefined,
      /Patient/,
    ],
    ['an endpoint that is not there', bundle(brand('harbour')), undefined, /not in the bundle/],
    ['several, and none named', bundle(brand('a'), brand('b'), endpoint), undefined, /which is ours/],
    ['an identifier of none', bundle(brand('a'), endpoint), harbour, /it is of 0/],
    [
      'an identifier of two',
      bundle(brand('harbour'), brand('twin', { identifier: [harbour] }), endpoint),
      harbour,
      /it is of 2/,
    ],
  ])('is not: %s', (_what, content, identifier, problem) => {
    expect(brandBundleProblems(content, identifier).join('; ')).toMatch(problem);
  });
});
