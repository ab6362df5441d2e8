import { type Encounter } from '@medplum/fhirtypes';
import { concept, SNOMED } from './codes.js';
import { ORGANIZATION } from './organization.js';

type Entry = [patient: string, day: string, reason: string, practitioner: string];

const ENTRIES: Entry[] = [
  ['noah-jansen', '2026-09-14', 'Growth check at two and a half years', 'james-okafor'],
  ['ayla-demir', '2026-09-03', 'Follow-up of iron deficiency', 'james-okafor'],
  ['lucas-moreau', '2026-09-22', 'Asthma review', 'james-okafor'],
  ['chloe-nguyen', '2026-08-04', 'Coeliac disease follow-up', 'james-okafor'],
  ['emma-devries', '2026-02-10', 'Thyroid follow-up', 'amara-diallo'],
  ['thomas-andersson', '2026-05-19', 'Annual diabetes review', 'amara-diallo'],
  ['fatima-elamrani', '2026-10-05', 'Cardiovascular risk review', 'amara-diallo'],
  ['giuseppe-conti', '2026-09-14', 'Heart failure clinic', 'amara-diallo'],
  ['priya-raman', '2026-06-15', 'Methotrexate monitoring', 'amara-diallo'],
  ['alex-taylor', '2026-09-30', 'Twisted ankle', 'sofia-rossi'],
];

/** The latest visit of each patient who had one this year. */
export const encounters = (): Encounter[] =>
  ENTRIES.map(([patient, day, reason, practitioner]) => ({
    resourceType: 'Encounter',
    id: `${patient}-${day}`,
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
    type: [concept(SNOMED, '185349003', 'Encounter for check up')],
    subject: { reference: `Patient/${patient}` },
    participant: [{ individual: { reference: `Practitioner/${practitioner}` } }],
    period: { start: `${day}T09:15:00+01:00`, end: `${day}T09:45:00+01:00` },
    reasonCode: [{ text: reason }],
    serviceProvider: ORGANIZATION,
  }));
