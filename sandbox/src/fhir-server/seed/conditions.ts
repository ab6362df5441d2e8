import { type Condition } from '@medplum/fhirtypes';
import { concept, hl7, SNOMED } from './codes.js';

type Entry = [patient: string, code: string, display: string, onset: string, ended?: string];

const PROBLEMS: Entry[] = [
  ['noah-jansen', '24079001', 'Atopic dermatitis', '2024-08-20'],
  ['ayla-demir', '87522002', 'Iron deficiency anaemia', '2026-06-02'],
  ['lucas-moreau', '195967001', 'Asthma', '2023-11-06'],
  ['chloe-nguyen', '396331005', 'Coeliac disease', '2025-09-09'],
  ['emma-devries', '40930008', 'Hypothyroidism', '2025-02-18'],
  ['emma-devries', '37796009', 'Migraine', '2011-09-01'],
  ['thomas-andersson', '44054006', 'Type 2 diabetes mellitus', '2012-06-14'],
  ['thomas-andersson', '59621000', 'Essential hypertension', '2009-03-02'],
  ['fatima-elamrani', '55822004', 'Hyperlipidaemia', '2021-10-11'],
  ['fatima-elamrani', '59621000', 'Essential hypertension', '2019-01-22'],
  ['giuseppe-conti', '84114007', 'Heart failure', '2024-02-19'],
  ['giuseppe-conti', '49436004', 'Atrial fibrillation', '2022-07-05'],
  ['giuseppe-conti', '433144002', 'Chronic kidney disease stage 3', '2023-05-30'],
  ['grace-osullivan', '87522002', 'Iron deficiency anaemia', '2026-01-19'],
  ['mateusz-kowalski', '195967001', 'Asthma', '1994-05-01'],
  ['priya-raman', '69896004', 'Rheumatoid arthritis', '2016-04-12'],
  ['oluwaseun-adeyemi', '16402000', 'Sickle cell trait', '2001-10-20'],
  ['hannah-fischer', '370143000', 'Major depressive disorder', '2024-11-18'],
];

const DIAGNOSES: Entry[] = [
  ['noah-jansen', '65363002', 'Otitis media', '2025-02-03', '2025-02-14'],
  ['lucas-moreau', '54150009', 'Upper respiratory infection', '2026-03-21', '2026-03-30'],
  ['thomas-andersson', '128045006', 'Cellulitis', '2025-11-08', '2025-11-22'],
  ['alex-taylor', '44465007', 'Sprain of ankle', '2026-09-30', '2026-10-28'],
];

/** Problem lists, and the diagnoses of single visits. */
export const conditions = (): Condition[] => [
  ...PROBLEMS.map((entry) => condition('problem-list-item', 'Problem List Item', entry)),
  ...DIAGNOSES.map((entry) => condition('encounter-diagnosis', 'Encounter Diagnosis', entry)),
];

const condition = (
  category: string,
  display: string,
  [patient, code, text, onset, ended]: Entry,
): Condition => ({
  resourceType: 'Condition',
  id: `${patient}-${code}`,
  clinicalStatus: ended
    ? hl7('condition-clinical', 'resolved', 'Resolved')
    : hl7('condition-clinical', 'active', 'Active'),
  verificationStatus: hl7('condition-ver-status', 'confirmed', 'Confirmed'),
  category: [hl7('condition-category', category, display)],
  code: concept(SNOMED, code, text),
  subject: { reference: `Patient/${patient}` },
  onsetDateTime: onset,
  recordedDate: onset,
  ...(ended ? { abatementDateTime: ended } : {}),
});
