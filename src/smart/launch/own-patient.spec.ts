import { recordsServer } from '../../../test/support/records-server.js';
import type { FhirClients, FhirResource } from '#src/fhir-client/fhir-clients.js';
import { OwnPatients } from './own-patient.js';

const server = recordsServer();
const daysFromNow = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10);

/** Whose record a resource opens, on a server with these patients and no others. */
function ownOf(resource: object, patients: Record<string, object> = { noah: {}, emma: {} }) {
  const person = { id: 'x', ...resource } as FhirResource;
  const clients = {
    read: (_server: unknown, type: string, id: string) =>
      Promise.resolve(
        type === person.resourceType
          ? person
          : type === 'Patient' && patients[id] && { resourceType: 'Patient', id, ...patients[id] },
      ),
  };
  const { resourceType } = person;
  return new OwnPatients(clients as unknown as FhirClients).of(server, { resourceType, resourceId: 'x' });
}

const NOAH = { reference: 'Patient/noah' };
const relative = (more: object = {}) => ({ resourceType: 'RelatedPerson', patient: NOAH, ...more });
const person = (...link: object[]) => ({ resourceType: 'Person', link });
const to = (reference: string, more: object = {}) => ({ target: { reference }, ...more });
const problem = { problem: expect.any(String) as string };

describe('the one patient that', () => {
  it.each<[string, object]>([
    ['a RelatedPerson names', relative()],
    [
      'an active RelatedPerson names',
      relative({ active: true, period: { start: '2019', end: daysFromNow(9) } }),
    ],
    [
      'a RelatedPerson names by the whole address',
      relative({ patient: { reference: `${server.baseUrl}/Patient/noah` } }),
    ],
    ['a RelatedPerson names in a version', relative({ patient: { reference: 'Patient/noah/_history/3' } })],
    ['a Person links to', person(to('Patient/noah'))],
    [
      'a Person links to beside a job',
      person(to('Practitioner/maria'), to('Patient/noah', { assurance: 'level3' })),
    ],
    ['a Person links to twice', person(to('Patient/noah'), to(`${server.baseUrl}/Patient/noah`))],
  ])('%s is known', async (_what, resource) => {
    expect(await ownOf(resource)).toEqual({ patient: 'noah' });
  });

  it('a Person links to beside a record that was replaced, or that nobody stands for, is known', async () => {
    const patients = { noah: {}, old: { link: [{ type: 'replaced-by', other: NOAH }] }, emma: {} };
    const links = [to('Patient/old'), to('Patient/noah'), to('Patient/emma', { assurance: 'level1' })];
    expect(await ownOf(person(...links), patients)).toEqual({ patient: 'noah' });
  });

  it('a RelatedPerson names may have died', async () => {
    expect(await ownOf(relative(), { noah: { deceasedBoolean: true } })).toEqual({ patient: 'noah' });
  });

  it.each<[string, object, Record<string, object>?]>([
    ['of a relationship that is switched off', relative({ active: false })],
    ['of a relationship that is over', relative({ period: { end: daysFromNow(-3) } })],
    ['of a relationship that is to come', relative({ period: { start: daysFromNow(3) } })],
    ['of a Person who is switched off', { ...person(to('Patient/noah')), active: false }],
    ['on another server', relative({ patient: { reference: 'https://evil.test/Patient/noah' } })],
    [
      'on a server whose address begins alike',
      relative({ patient: { reference: `${server.baseUrl}x/Patient/noah` } }),
    ],
    ['of another type', relative({ patient: { reference: 'Group/noah' } })],
    ['told by a number only', relative({ patient: { identifier: { value: '1' } } })],
    ['told inside the resource', relative({ patient: { reference: '#noah' } })],
    ['upwards', relative({ patient: { reference: 'Patient/..' } })],
    ['nobody', relative({ patient: undefined })],
    ['who is not there', relative(), {}],
    ['who is not active', relative(), { noah: { active: false } }],
    ['who was replaced', relative(), { noah: { link: [{ type: 'replaced-by' }] } }],
    ['of several that a Person links to', person(to('Patient/noah'), to('Patient/emma'))],
    ['of a Person, who has died', person(to('Patient/noah')), { noah: { deceasedDateTime: '2020-01-01' } }],
    ['of a Person with very many', person(...Array.from({ length: 11 }, (_, at) => to(`Patient/p${at}`)))],
    ['of a resource that is another one', relative({ id: 'y' })],
  ])('is not opened %s', async (...[, resource, patients]) => {
    expect(await ownOf(resource, patients)).toEqual(problem);
  });

  it('nobody is told to be by a Person without a link to one, or by who is at work here', async () => {
    expect(await ownOf(person(to('Practitioner/maria')))).toBeUndefined();
    expect(await ownOf({ resourceType: 'Person' })).toBeUndefined();
    expect(await ownOf({ resourceType: 'Practitioner' })).toBeUndefined();
    expect(await ownOf({ resourceType: 'Patient' })).toEqual({ patient: 'x' });
  });
});
