import { canonicalAddress, isSameAddress } from './canonical-address.js';

const ADDRESS = 'https://fhir.test/r4/a-b';

it.each([
  ADDRESS,
  `${ADDRESS}/`,
  'HTTPS://fhir.test/r4/a-b',
  'https://FHIR.Test/r4/a-b',
  'https://fhir.test:443/r4/a-b',
  'https://fhir.test:443/r4/a-b/',
  'HTTPS://FHIR.TEST:443/r4/a-b/',
])('%s is the same address', (text) => {
  expect(canonicalAddress(text)).toBe(canonicalAddress(ADDRESS));
  expect(isSameAddress(text, ADDRESS)).toBe(true);
});

it('http has its own default port', () => {
  expect(isSameAddress('http://fhir.test:80/r4', 'http://fhir.test/r4')).toBe(true);
  expect(isSameAddress('http://fhir.test:443/r4', 'http://fhir.test/r4')).toBe(false);
});

it.each([
  'http://fhir.test/r4/a-b',
  'https://fhir.test/r4/a-b//',
  'https://fhir.test/R4/a-b',
  'https://fhir.test//r4/a-b',
  'https://fhir.test:8443/r4/a-b',
  'https://fhir.test./r4/a-b',
  'https://fhir.test/r4/a%2Fb',
  'https://fhir.test/r4/%61-b',
  'https://fhir.test/r4/./a-b',
  'https://fhir.test/x/../r4/a-b',
  'https://fhir.test/r4',
  'https://evil.test/r4/a-b',
])('%s is another address', (text) => expect(isSameAddress(text, ADDRESS)).toBe(false));

it.each([
  '',
  'fhir.test/r4/a-b',
  'urn:ietf:rfc:3986',
  ` ${ADDRESS}`,
  `${ADDRESS}\n`,
  `${ADDRESS}?x`,
  `${ADDRESS}?`,
  `${ADDRESS}#x`,
  `${ADDRESS}#`,
  'https://user@fhir.test/r4/a-b',
  'https:\\\\fhir.test\\r4\\a-b',
  'https:fhir.test/r4/a-b',
  'https://',
  'https://a b/',
])('%j is not an address', (text) => {
  expect(canonicalAddress(text)).toBeUndefined();
  expect(isSameAddress(text, ADDRESS)).toBe(false);
});

it('a text that is not an address is equal only to itself', () => {
  expect(isSameAddress('urn:x', 'urn:x')).toBe(true);
  expect(isSameAddress('urn:x', 'urn:y')).toBe(false);
});
