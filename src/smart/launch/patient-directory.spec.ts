import { proves } from '../../../test/support/proves.js';
import { recordsServer } from '../../../test/support/records-server.js';
import { Clock } from '#src/clock/clock.js';
import type { FhirClients, FhirResource, SearchParameters } from '#src/fhir-client/fhir-clients.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { PatientPickerSettings } from '#src/config/settings/patient-picker.settings.js';
import { PatientDirectory } from './patient-directory.js';

const server = recordsServer();

/** A FHIR server with one answer. It records the requests that it gets. */
function answering(answer: Partial<FhirResource> | undefined) {
  const searches: SearchParameters[] = [];
  const reads: string[] = [];
  const clients = {
    search: (_server: FhirServer, _type: string, parameters: SearchParameters) => {
      searches.push(parameters);
      return Promise.resolve({ resourceType: 'Bundle', type: 'searchset', ...answer });
    },
    read: (_server: FhirServer, type: string, id: string) => {
      reads.push(`${type}/${id}`);
      return Promise.resolve(answer);
    },
  };
  return { directory: new PatientDirectory(clients as unknown as FhirClients, new Clock()), searches, reads };
}

describe('the patient search of the launch context', () => {
  it.each([
    ['', {}],
    ['  ', {}],
    ['Vries', { name: 'Vries' }],
    ['de Vries', { name: ['de', 'Vries,de Vries'] }],
    ['2015-03-09', { birthdate: '2015-03-09' }],
    ['MRN-42', { identifier: 'MRN-42' }],
    proves('BI-50', ['MRN-42 7|8', { identifier: 'MRN-42 7\\|8' }]),
    proves('BI-52', ['MRN-42 a,b', { identifier: 'MRN-42', name: ['a', 'b'] }]),
    ['a,b$c\\d', { name: ['a', 'b\\$c\\\\d'] }],
  ])('for %j sends the right parameters', async (query, parameters) => {
    const { directory, searches } = answering({ entry: [] });
    expect(await directory.search(server, query, 'en-GB')).toEqual({ patients: [] });
    expect(searches).toEqual([expect.objectContaining(parameters)]);
    expect(Object.keys(searches[0]!)).toHaveLength(Object.keys(parameters).length + 1);
  });

  const picker = (changes: Partial<PatientPickerSettings>) =>
    recordsServer({ patientPicker: Object.assign(new PatientPickerSettings(), changes) });
  const identifiers = [
    { system: 'https://harbour.example/mrn', label: 'MRN' },
    { system: 'urn:oid:2.16.840.1.113883.2.4.6.3', label: 'BSN' },
  ];

  it.each<[string, Partial<PatientPickerSettings>, object | undefined]>([
    ['2015-03-09', { searchBy: ['name'] }, { name: '2015-03-09' }],
    ['2015-03-09', { searchBy: ['identifier'] }, { identifier: '2015-03-09' }],
    ['12345', { searchBy: ['name', 'birthDate'] }, { name: '12345' }],
    ['Vos', { searchBy: ['identifier'] }, { identifier: 'Vos' }],
    ['Vos', { searchBy: ['birthDate'] }, undefined],
    ['', { searchBy: ['birthDate'] }, {}],
    proves('BI-50', [
      'MRN-42 7|8',
      { identifiers },
      {
        identifier: 'https://harbour.example/mrn|MRN-42 7\\|8,urn:oid:2.16.840.1.113883.2.4.6.3|MRN-42 7\\|8',
      },
    ]),
    ['Vos', { identifiers }, { name: 'Vos' }],
  ])('for %j follows the settings (%j)', async (query, settings, parameters) => {
    const { directory, searches } = answering({ entry: [] });
    expect(await directory.search(picker(settings), query, 'en-GB')).toEqual({ patients: [] });
    expect(searches).toEqual(parameters === undefined ? [] : [{ ...parameters, _count: '20' }]);
  });

  it('shows patients and ignores all other entries', async () => {
    proves('BI-78');
    const { directory } = answering({
      entry: [
        null,
        {},
        { resource: null },
        { resource: { resourceType: 'OperationOutcome', id: 'x' } },
        { resource: { resourceType: 'Patient' } },
        { resource: { resourceType: 'Patient', id: 7 } },
        {
          resource: {
            resourceType: 'Patient',
            id: 'a',
            name: [null, { given: ['Emma', null], family: 'de Vries' }],
          },
        },
        {
          resource: {
            resourceType: 'Patient',
            id: 'b',
            name: [{ text: 'Bo' }],
            birthDate: 3,
            gender: 'female',
          },
        },
        { resource: { resourceType: 'Patient', id: 'c', identifier: [{}, { value: 'MRN-1' }] } },
      ],
    });
    expect((await directory.search(server, 'x', 'en-GB')).patients).toEqual([
      expect.objectContaining({ id: 'a', name: 'Emma de Vries' }),
      { id: 'b', name: 'Bo', birthDate: undefined, facts: [{ kind: 'sex', value: 'female' }] },
      expect.objectContaining({
        name: 'Name not recorded',
        facts: [{ kind: 'identifier', value: 'MRN-1' }],
      }),
    ]);
  });

  it.each([[undefined], [null], ['text'], [{}]])(
    'shows no patients when the entries are %p',
    async (entry) => {
      expect(await answering({ entry }).directory.search(server, 'x', 'en-GB')).toEqual({ patients: [] });
    },
  );
});

describe('patient records that must not be used', () => {
  const patient = (id: string, more: object = {}) => ({ resource: { resourceType: 'Patient', id, ...more } });
  const ids = ({ patients }: { patients: Array<{ id: string }> }) => patients.map(({ id }) => id);

  it('are not offered, and a record that is found twice is offered once', async () => {
    const { directory } = answering({
      entry: [
        patient('left', { active: false }),
        patient('merged', { link: [{ type: 'replaced-by', other: { reference: 'Patient/a' } }] }),
        patient('a', { active: true, link: [{ type: 'replaces', other: { reference: 'Patient/merged' } }] }),
        patient('a'),
        patient('died', { deceasedBoolean: true }),
      ],
    });
    expect(ids(await directory.search(server, 'x', 'en-GB'))).toEqual(['a', 'died']);
  });

  it.each([{ active: false }, { link: [{ type: 'replaced-by' }] }])('%j cannot be chosen', async (more) => {
    const { directory } = answering({ resourceType: 'Patient', id: 'a', ...more });
    expect(await directory.findToChoose(server, 'a')).toBeUndefined();
    expect(await directory.find(server, 'a')).toMatchObject({ id: 'a' });
  });

  it('are left out, and the next page is read when a page has only such records', async () => {
    const links: string[] = [];
    const page = (entry: object[], next?: string) => ({
      resourceType: 'Bundle',
      type: 'searchset',
      entry,
      link: next ? [{ relation: 'next', url: next }] : [],
    });
    const clients = {
      search: () => Promise.resolve(page([patient('left', { active: false })], 'second')),
      nextPage: (_server: FhirServer, link: string) => (
        links.push(link),
        Promise.resolve(page([patient('a')], 'third'))
      ),
    };
    const directory = new PatientDirectory(clients as unknown as FhirClients, new Clock());
    const found = await directory.search(server, 'x', 'en-GB');
    expect([ids(found), found.next, links]).toEqual([['a'], 'third', ['second']]);
  });
});

describe('a name of several words that the server keeps as one value', () => {
  it('is searched as one value when the search for its single words finds no patient', async () => {
    const { directory, searches } = answering({ entry: [] });
    await directory.search(server, 'Gabriel García Márquez', 'en-GB');
    expect(searches.map(({ name }) => name)).toEqual([
      ['Gabriel', 'García', 'Márquez'],
      ['Gabriel', 'García,Gabriel García', 'Márquez,García Márquez,Gabriel García Márquez'],
    ]);
  });

  it('is not searched again when the search for its single words finds a patient', async () => {
    const { directory, searches } = answering({
      entry: [{ resource: { resourceType: 'Patient', id: 'a' } }],
    });
    expect((await directory.search(server, 'Anna Jansen', 'en-GB')).patients).toHaveLength(1);
    expect(searches.map(({ name }) => name)).toEqual([['Anna', 'Jansen']]);
  });
});

describe('the chosen patient', () => {
  it('is read again from the FHIR server', async () => {
    const { directory, reads } = answering({
      resourceType: 'Patient',
      id: 'a-1.b',
      name: [{ family: 'Vos' }],
    });
    expect(await directory.find(server, 'a-1.b')).toMatchObject({ id: 'a-1.b', name: 'Vos' });
    expect(reads).toEqual(['Patient/a-1.b']);
  });

  it.each(['', '.', '..', '../Practitioner/1', 'a/b', 'a?x', 'a'.repeat(65), 'a\n', '%2e%2e', 'ä'])(
    'is not accepted as %j, and the server is not asked',
    async (id) => {
      proves('BI-57');
      const { directory, reads } = answering({ resourceType: 'Patient', id });
      expect(await directory.find(server, id)).toBeUndefined();
      expect(reads).toEqual([]);
    },
  );

  it('is refused when the server answers with another patient', async () => {
    proves('TM-31');
    expect(await answering({ resourceType: 'Patient', id: 'b' }).directory.find(server, 'a')).toBeUndefined();
    expect(await answering(undefined).directory.find(server, 'a')).toBeUndefined();
  });
});
