import type { PatientFact } from './page-parts.js';
import { writePatientFact } from './patient-fact.js';
import { english } from '#src/words/en/pages.js';

it.each<[PatientFact, string]>([
  [{ kind: 'sex', value: 'female' }, 'Female'],
  [{ kind: 'identifier', value: 'MRN 7' }, 'MRN 7'],
  [{ kind: 'generalPractitioner', value: 'Dr James Okafor' }, 'GP Dr James Okafor'],
  [{ kind: 'deceased', value: '' }, 'Deceased'],
  [{ kind: 'deceased', value: '2026-02-01' }, 'Died 1 February 2026'],
  [{ kind: 'deceased', value: '2026' }, 'Died 2026'],
])('%j is written as %s', (fact, text) => {
  expect(writePatientFact(fact, english.patient)).toBe(text);
});
