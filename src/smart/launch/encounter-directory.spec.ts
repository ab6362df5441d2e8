import { proves } from '../../../test/support/proves.js';
import { recordsServer } from '../../../test/support/records-server.js';
import type { FhirClients, FhirResource, SearchParameters } from '#src/fhir-client/fhir-clients.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { EncounterDirectory } from './encounter-directory.js';

const server = recordsServer();
const encounter = (id: unknown, more: object = {}) => ({
  resource: { resourceType: 'Encounter', id, subject: { reference: 'Patient/emma' }, ...more },
});

function answering(entry: unknown) {
  const searches: SearchParameters[] = [];
  const clients = {
    search: (_server: FhirServer, type: string, parameters: SearchParameters) => {
      searches.push({ type, ...parameters });
      return Promise.resolve({ resourceType: 'Bundle', type: 'searchset', entry } as FhirResource);
    },
  };
  return { directory: new EncounterDirectory(clients as unknown as FhirClients), searches };
}

describe('the encounters of a patient', () => {
  it('are asked for with the latest first, and each is shown with what distinguishes it', async () => {
    const { directory, searches } = answering([
      encounter('a', {
        status: 'in-progress',
        period: { start: '2026-09-14T09:15:00+01:00' },
        reasonCode: [{ text: 'Growth check' }],
        location: [{ location: { display: 'Ward 3' } }],
      }),
      encounter('b', { type: [{ coding: [{ display: 'Check up' }] }] }),
      encounter('c', {
        class: { display: 'ambulatory' },
        subject: { reference: `${server.baseUrl}/Patient/emma` },
      }),
    ]);
    expect(await directory.ofPatient(server, 'emma')).toMatchObject([
      {
        id: 'a',
        what: 'Growth check',
        where: 'Ward 3',
        start: '2026-09-14T09:15:00+01:00',
        status: 'in-progress',
      },
      { id: 'b', what: 'Check up' },
      { id: 'c', what: 'ambulatory' },
    ]);
    expect(searches).toEqual([{ type: 'Encounter', patient: 'emma', _sort: '-date', _count: '20' }]);
  });

  it('are only those of this patient, also when the server answers with others', async () => {
    proves('TM-31 BI-78');
    const { directory } = answering([
      null,
      {},
      { resource: null },
      { resource: { resourceType: 'Patient', id: 'emma' } },
      encounter('other', { subject: { reference: 'Patient/noah' } }),
      encounter('elsewhere', { subject: { reference: 'https://evil.example/Patient/emma' } }),
      encounter('nobody', { subject: undefined }),
      encounter(7),
      encounter('hers'),
    ]);
    expect((await directory.ofPatient(server, 'emma')).map(({ id }) => id)).toEqual(['hers']);
    expect(await directory.find(server, 'emma', 'other')).toBeUndefined();
    expect(await directory.find(server, 'emma', 'hers')).toMatchObject({ id: 'hers' });
  });

  it.each(['', '..', 'a/b', 'a?x', 'a,b'])(
    '%j finds no encounter, and the server is not asked',
    async (id) => {
      proves('BI-57');
      const { directory, searches } = answering([]);
      expect(await directory.find(server, 'emma', id)).toBeUndefined();
      expect(searches).toEqual([]);
    },
  );

  it.each([[undefined], ['text'], [{}]])('are an empty list when the entries are %p', async (entry) => {
    expect(await answering(entry).directory.ofPatient(server, 'emma')).toEqual([]);
  });
});
