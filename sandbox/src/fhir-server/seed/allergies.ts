import { type AllergyIntolerance } from '@medplum/fhirtypes';
import { concept, hl7, SNOMED } from './codes.js';

type Category = NonNullable<AllergyIntolerance['category']>[number];
type Criticality = NonNullable<AllergyIntolerance['criticality']>;
type Entry = [
  patient: string,
  category: Category,
  code: string,
  display: string,
  reaction: [code: string, display: string],
  criticality: Criticality,
  recorded: string,
];

const HIVES: Entry[4] = ['126485001', 'Urticaria'];
const ANAPHYLAXIS: Entry[4] = ['39579001', 'Anaphylaxis'];
const RASH: Entry[4] = ['271807003', 'Eruption of skin'];
const SNEEZING: Entry[4] = ['76067001', 'Sneezing'];
const WHEEZE: Entry[4] = ['56018004', 'Wheezing'];

const ENTRIES: Entry[] = [
  ['noah-jansen', 'food', '3718001', "Cow's milk", RASH, 'low', '2024-10-14'],
  ['lucas-moreau', 'food', '762952008', 'Peanut', ANAPHYLAXIS, 'high', '2022-05-16'],
  ['lucas-moreau', 'environment', '256277009', 'Grass pollen', SNEEZING, 'low', '2024-06-03'],
  ['emma-devries', 'medication', '372687004', 'Amoxicillin', HIVES, 'high', '2003-03-11'],
  ['thomas-andersson', 'medication', '387406002', 'Sulfonamide', RASH, 'low', '1998-01-15'],
  ['giuseppe-conti', 'medication', '387207008', 'Ibuprofen', WHEEZE, 'high', '2010-09-27'],
  ['mateusz-kowalski', 'environment', '256277009', 'Grass pollen', SNEEZING, 'low', '1996-06-20'],
  ['priya-raman', 'environment', '111088007', 'Latex', HIVES, 'high', '2014-12-02'],
];

/** Allergies and intolerances. */
export const allergies = (): AllergyIntolerance[] =>
  ENTRIES.map(([patient, category, code, display, reaction, criticality, recordedDate]) => ({
    resourceType: 'AllergyIntolerance',
    id: `${patient}-${code}`,
    clinicalStatus: hl7('allergyintolerance-clinical', 'active', 'Active'),
    verificationStatus: hl7('allergyintolerance-verification', 'confirmed', 'Confirmed'),
    type: 'allergy',
    category: [category],
    criticality,
    code: concept(SNOMED, code, display),
    patient: { reference: `Patient/${patient}` },
    recordedDate,
    reaction: [{ manifestation: [concept(SNOMED, ...reaction)] }],
  }));
