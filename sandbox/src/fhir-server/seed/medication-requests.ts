import { type MedicationRequest } from '@medplum/fhirtypes';
import { ATC, concept } from './codes.js';

type Entry = [
  patient: string,
  atc: string,
  medication: string,
  dosage: string,
  since: string,
  isOver?: 'over',
];

const ENTRIES: Entry[] = [
  [
    'noah-jansen',
    'D07AA02',
    'Hydrocortisone 1 % cream',
    'Thin layer on affected skin once a day',
    '2024-08-20',
  ],
  [
    'noah-jansen',
    'J01CA04',
    'Amoxicillin 50 mg/mL suspension',
    '5 mL three times a day for 7 days',
    '2025-02-03',
    'over',
  ],
  ['ayla-demir', 'B03AA02', 'Ferrous fumarate 28 mg/mL suspension', '1 mL twice a day', '2026-06-02'],
  [
    'lucas-moreau',
    'R03AC02',
    'Salbutamol 100 microgram inhaler',
    '2 puffs with spacer when needed',
    '2023-11-06',
  ],
  [
    'lucas-moreau',
    'R03BA05',
    'Fluticasone 50 microgram inhaler',
    '1 puff with spacer twice a day',
    '2024-01-15',
  ],
  [
    'lucas-moreau',
    'C01CA24',
    'Adrenaline 0.15 mg auto-injector',
    'One injection in the thigh in case of anaphylaxis',
    '2022-05-16',
  ],
  ['chloe-nguyen', 'B03AA02', 'Ferrous fumarate 28 mg/mL suspension', '1.5 mL twice a day', '2025-08-12'],
  [
    'emma-devries',
    'H03AA01',
    'Levothyroxine 75 microgram tablet',
    '1 tablet on an empty stomach in the morning',
    '2025-02-18',
  ],
  ['emma-devries', 'N02CC01', 'Sumatriptan 50 mg tablet', '1 tablet at the start of an attack', '2019-04-04'],
  [
    'thomas-andersson',
    'A10BA02',
    'Metformin 850 mg tablet',
    '1 tablet with breakfast and dinner',
    '2012-06-14',
  ],
  ['thomas-andersson', 'C09AA03', 'Lisinopril 10 mg tablet', '1 tablet once a day', '2009-03-02'],
  ['fatima-elamrani', 'C10AA05', 'Atorvastatin 20 mg tablet', '1 tablet in the evening', '2021-10-11'],
  ['giuseppe-conti', 'B01AF02', 'Apixaban 2.5 mg tablet', '1 tablet twice a day', '2022-07-05'],
  ['giuseppe-conti', 'C03CA01', 'Furosemide 40 mg tablet', '1 tablet in the morning', '2024-02-19'],
  ['giuseppe-conti', 'C07AB07', 'Bisoprolol 2.5 mg tablet', '1 tablet once a day', '2022-07-05'],
  ['grace-osullivan', 'B03AA02', 'Ferrous fumarate 200 mg tablet', '1 tablet once a day', '2026-01-19'],
  [
    'mateusz-kowalski',
    'R03AC02',
    'Salbutamol 100 microgram inhaler',
    '1 to 2 puffs when needed',
    '2015-03-09',
  ],
  ['priya-raman', 'L04AX03', 'Methotrexate 2.5 mg tablet', '6 tablets once a week, on Monday', '2016-05-02'],
  ['priya-raman', 'B03BB01', 'Folic acid 5 mg tablet', '2 tablets once a week, on Tuesday', '2016-05-02'],
  ['hannah-fischer', 'N06AB06', 'Sertraline 50 mg tablet', '1 tablet in the morning', '2024-11-18'],
];

/** The prescriptions. */
export const medicationRequests = (): MedicationRequest[] =>
  ENTRIES.map(([patient, atc, medication, dosage, authoredOn, isOver]) => ({
    resourceType: 'MedicationRequest',
    id: `${patient}-${atc.toLowerCase()}`,
    status: isOver ? 'completed' : 'active',
    intent: 'order',
    medicationCodeableConcept: concept(ATC, atc, medication),
    subject: { reference: `Patient/${patient}` },
    authoredOn,
    requester: { reference: 'Practitioner/james-okafor', display: 'Dr James Okafor' },
    dosageInstruction: [{ text: dosage }],
  }));
