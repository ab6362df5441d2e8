import { recordsServer } from '../../../test/support/records-server.js';
import { Clock } from '#src/clock/clock.js';
import type { FhirClients, FhirResource } from '#src/fhir-client/fhir-clients.js';
import { OwnPatients } from './own-patient.js';

const server = recordsServer();
const daysFromNow = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10);

/** The patient whose record a resource opens, on a server that has only these patients. */
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
  return new OwnPatients(clients as unknown as FhirClients, new Clock()).find(server, {
    resourceType,
    resourceId: 'x',
  });
}

const NOAH = { reference: 'Patient/noah' };
const relative = (more: object = {}) => ({ resourceType: 'RelatedPerson', patient: NOAH, ...more });
const person = (...link: object[]) => ({ resourceType: 'Person', link });
const to = (reference: string, more: object = {}) => ({ target: { reference }, ...more });
const problem = { problem: expect.any(String) as string };

describe('the patient of a person’s resource', () => {
  it.each<[string, object]>([
    ['a RelatedPerson', relative()],
    ['an active RelatedPerson', relative({ active: true, period: { start: '2019', end: daysFromNow(9) } })],
    [
      'a RelatedPerson with the absolute address of the patient',
      relative({ patient: { reference: `${server.baseUrl}/Patient/noah` } }),
    ],
    [
      'a RelatedPerson that names a version of the patient',
      relative({ patient: { reference: 'Patient/noah/_history/3' } }),
    ],
    ['a Person with a link', person(to('Patient/noah'))],
    [
      'a Person with a link to the patient and one to a Practitioner',
      person(to('Practitioner/maria'), to('Patient/noah', { assurance: 'level3' })),
    ],
    [
      'a Person with two links to the same patient',
      person(to('Patient/noah'), to(`${server.baseUrl}/Patient/noah`)),
    ],
  ])('is known for %s', async (_what, resource) => {
    expect(await ownOf(resource)).toEqual({ patient: 'noah' });
  });

  it('is known for a Person that also links to a replaced record and to one with low assurance', async () => {
    const patients = { noah: {}, old: { link: [{ type: 'replaced-by', other: NOAH }] }, emma: {} };
    const links = [to('Patient/old'), to('Patient/noah'), to('Patient/emma', { assurance: 'level1' })];
    expect(await ownOf(person(...links), patients)).toEqual({ patient: 'noah' });
  });

  it('may have died when a RelatedPerson names the patient', async () => {
    expect(await ownOf(relative(), { noah: { deceasedBoolean: true } })).toEqual({ patient: 'noah' });
  });

  it.each<[string, object, Record<string, object>?]>([
    ['a RelatedPerson that is not active', relative({ active: false })],
    ['a relationship that is over', relative({ period: { end: daysFromNow(-3) } })],
    ['a relationship that has not begun', relative({ period: { start: daysFromNow(3) } })],
    ['a Person that is not active', { ...person(to('Patient/noah')), active: false }],
    ['a patient on another server', relative({ patient: { reference: 'https://evil.test/Patient/noah' } })],
    [
      'a patient on a server whose address begins with the same characters',
      relative({ patient: { reference: `${server.baseUrl}x/Patient/noah` } }),
    ],
    ['a resource of another type', relative({ patient: { reference: 'Group/noah' } })],
    ['a patient who is named only by a number', relative({ patient: { identifier: { value: '1' } } })],
    ['a patient inside the resource', relative({ patient: { reference: '#noah' } })],
    ['a path upwards', relative({ patient: { reference: 'Patient/..' } })],
    ['a RelatedPerson without a patient', relative({ patient: undefined })],
    ['a patient who does not exist', relative(), {}],
    ['a patient who is not active', relative(), { noah: { active: false } }],
    ['a patient who was replaced', relative(), { noah: { link: [{ type: 'replaced-by' }] } }],
    ['a Person with links to several patients', person(to('Patient/noah'), to('Patient/emma'))],
    [
      'a Person whose patient has died',
      person(to('Patient/noah')),
      { noah: { deceasedDateTime: '2020-01-01' } },
    ],
    ['a Person with very many links', person(...Array.from({ length: 11 }, (_, at) => to(`Patient/p${at}`)))],
    ['a resource with another id', relative({ id: 'y' })],
  ])('is not opened for %s', async (...[, resource, patients]) => {
    expect(await ownOf(resource, patients)).toEqual(problem);
  });

  it('is not named by a Person without a link to a patient, or by a Practitioner', async () => {
    expect(await ownOf(person(to('Practitioner/maria')))).toBeUndefined();
    expect(await ownOf({ resourceType: 'Person' })).toBeUndefined();
    expect(await ownOf({ resourceType: 'Practitioner' })).toBeUndefined();
    expect(await ownOf({ resourceType: 'Patient' })).toEqual({ patient: 'x' });
  });
});
