import { proves } from '../../test/support/proves.js';
import { recordsServer } from '../../test/support/records-server.js';
import { fhirUserUrl, parseFhirUser } from './fhir-user-reference.js';

const server = recordsServer();

describe('a fhirUser value', () => {
  it.each([
    ['relative', 'Practitioner/p-1.x', 'Practitioner', 'p-1.x'],
    ['absolute on the configured server', 'https://fhir.test/r4/Patient/9', 'Patient', '9'],
    ['a list of one', ['PractitionerRole/r'], 'PractitionerRole', 'r'],
    ['a RelatedPerson', 'RelatedPerson/r', 'RelatedPerson', 'r'],
    ['a Person', 'Person/p', 'Person', 'p'],
    ['an id of 64 characters', `Patient/${'a'.repeat(64)}`, 'Patient', 'a'.repeat(64)],
  ])('smart_2.2@198 may be %s', (_form, value, resourceType, id) => {
    const reference = parseFhirUser(value, server);
    expect(reference).toEqual({ server, resourceType, id });
    expect(fhirUserUrl(reference as never)).toBe(`https://fhir.test/r4/${resourceType}/${id}`);
  });

  it.each([
    ['another server', 'https://evil.test/r4/Practitioner/1'],
    [
      'a server whose address begins like that of the configured server',
      'https://fhir.test/r4x/Practitioner/1',
    ],
    ['the configured server with a user name', 'https://fhir.test/r4@evil.test/Practitioner/1'],
    ['the configured server without TLS', 'http://fhir.test/r4/Practitioner/1'],
    ['the configured server in capitals', 'HTTPS://FHIR.TEST/r4/Practitioner/1'],
    ['no scheme', '//evil.test/Practitioner/1'],
    proves('BI-70', ['a URN', 'urn:uuid:0b6de9a1-5c3f-4a27-9e84-71f2c6d8b035']),
    ['a script', 'javascript:alert(1)'],
    proves('BI-69', ['smart_2.2@198 another type', 'Observation/1']),
    ['a type in small letters', 'practitioner/1'],
    proves('BI-28', ['a property that every object has', 'constructor/1']),
    ['no id', 'Practitioner/'],
    ['a type alone', 'Practitioner'],
    proves('BI-57', ['a path upwards', '../Patient/1']),
    proves('BI-57', ['a path upwards as the id', 'Practitioner/..']),
    proves('BI-57', ['a path upwards in the id', 'Practitioner/..%2f1']),
    proves('BI-57', ['a version', 'Practitioner/1/_history/2']),
    ['a query', 'Practitioner/1?x'],
    ['a fragment', 'Practitioner/1#x'],
    proves('BI-69', ['65 characters', `Practitioner/${'a'.repeat(65)}`]),
    ['a line break', 'Practitioner/1\n'],
    ['a space before it', ' Practitioner/1'],
    ['letters beyond ASCII', 'Practitioner/ä'],
    proves('BI-50', ['a bar', 'Practitioner/a|b']),
    proves('BI-38', ['a list of two', ['Practitioner/1', 'Practitioner/2']]),
    ['an empty list', []],
    ['a list in a list', [['Practitioner/1']]],
    ['empty text', ''],
    ['a number', 1],
    ['null', null],
    ['an object', { reference: 'Practitioner/1' }],
  ])('cannot be %s', (_what, value) => {
    expect(parseFhirUser(value, server)).toEqual({ problem: expect.any(String) as string });
  });

  it('cannot be a list with a hundred thousand levels, and this is refused at once', () => {
    proves('BI-29');
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(parseFhirUser(deep, server)).toHaveProperty('problem');
  });
});
