import { type Resource } from '@medplum/fhirtypes';
import { PEOPLE, PERSON_NUMBER_SYSTEM } from '../../people.js';
import { validate } from '../definitions.js';
import { seedResources } from './seed.js';

describe('the seed', () => {
  const resources = seedResources();
  const key = ({ resourceType, id }: Resource) => `${resourceType}/${id}`;

  it('is valid R4', () => {
    for (const resource of resources) {
      expect({ [key(resource)]: invalidity(resource) }).toEqual({ [key(resource)]: undefined });
    }
  });

  it('has unique ids, and every reference finds its resource', () => {
    const keys = new Set(resources.map(key));
    expect(keys.size).toBe(resources.length);
    const references = JSON.stringify(resources).matchAll(/"reference":"([^"]+)"/g);
    expect([...references].map(([, reference]) => reference).filter((r) => !keys.has(r ?? ''))).toEqual([]);
  });

  it('has for each person’s number exactly the resources that the person is an example of', () => {
    const withNumber = (number: string) =>
      resources.filter((resource) =>
        ('identifier' in resource ? [resource.identifier].flat() : []).some(
          (identifier) =>
            (identifier as { system?: string }).system === PERSON_NUMBER_SYSTEM &&
            (identifier as { value?: string }).value === number,
        ),
      );
    expect(PEOPLE.map(({ username, employeeid }) => [username, withNumber(employeeid).map(key)])).toEqual([
      ['maria.lindqvist', ['Practitioner/maria-lindqvist']],
      ['james.okafor', ['Practitioner/james-okafor']],
      ['wei.chen', ['Practitioner/wei-chen']],
      ['amara.diallo', ['Practitioner/amara-diallo']],
      ['emma.devries', ['Patient/emma-devries']],
      ['robert.hale', []],
      ['sofia.rossi', ['Practitioner/sofia-rossi', 'Practitioner/sofia-rossi-2']],
    ]);
  });
});

function invalidity(resource: Resource): string | undefined {
  try {
    validate(resource);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
