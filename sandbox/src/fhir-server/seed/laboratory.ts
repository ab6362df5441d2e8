import { type Observation } from '@medplum/fhirtypes';
import { type Measure, observation } from './observation.js';

const HAEMOGLOBIN: Measure = ['718-7', 'Hemoglobin', 'g/dL', 'g/dL', 12, 16];
const HAEMOGLOBIN_CHILD: Measure = ['718-7', 'Hemoglobin', 'g/dL', 'g/dL', 11, 14];
const FERRITIN: Measure = ['2276-4', 'Ferritin', 'ng/mL', 'ng/mL', 15, 150];
const HBA1C: Measure = ['4548-4', 'Hemoglobin A1c', '%', '%', 4, 5.6];
const CREATININE: Measure = ['2160-0', 'Creatinine', 'mg/dL', 'mg/dL', 0.6, 1.3];
const POTASSIUM: Measure = ['2823-3', 'Potassium', 'mmol/L', 'mmol/L', 3.5, 5.1];
const LDL: Measure = ['13457-7', 'LDL cholesterol (calculated)', 'mg/dL', 'mg/dL', undefined, 130];
const TSH: Measure = ['3016-3', 'Thyrotropin', 'mIU/L', 'm[IU]/L', 0.4, 4.0];
const NT_PROBNP: Measure = ['33762-6', 'NT-proBNP', 'pg/mL', 'pg/mL', undefined, 450];
const CRP: Measure = ['1988-5', 'C reactive protein', 'mg/L', 'mg/L', undefined, 5];
const TTG_IGA: Measure = ['31017-7', 'Tissue transglutaminase IgA', 'U/mL', "[arb'U]/mL", undefined, 10];
const VITAMIN_D: Measure = ['1989-3', 'Vitamin D3, 25-hydroxy', 'ng/mL', 'ng/mL', 20, 50];

type Result = [day: string, measure: Measure, value: number];

const RESULTS: Record<string, Result[]> = {
  'noah-jansen': [
    ['2025-03-14', HAEMOGLOBIN_CHILD, 11.6],
    ['2025-03-14', FERRITIN, 24],
  ],
  'ayla-demir': [
    ['2026-06-02', HAEMOGLOBIN_CHILD, 10.6],
    ['2026-06-02', FERRITIN, 9],
    ['2026-09-03', HAEMOGLOBIN_CHILD, 11.8],
  ],
  'lucas-moreau': [
    ['2026-03-23', CRP, 2],
    ['2026-03-23', VITAMIN_D, 18],
  ],
  'chloe-nguyen': [
    ['2025-07-30', HAEMOGLOBIN_CHILD, 10.2],
    ['2025-07-30', FERRITIN, 7],
    ['2025-08-12', TTG_IGA, 128],
    ['2026-01-30', TTG_IGA, 41],
    ['2026-08-04', TTG_IGA, 8],
    ['2026-08-04', HAEMOGLOBIN_CHILD, 12.1],
    ['2026-08-04', FERRITIN, 31],
  ],
  'emma-devries': [
    ['2025-02-11', TSH, 6.8],
    ['2026-02-10', TSH, 2.4],
    ['2026-02-10', HAEMOGLOBIN, 13.2],
    ['2026-02-10', FERRITIN, 42],
  ],
  'thomas-andersson': [
    ['2025-05-20', HBA1C, 7.9],
    ['2026-05-19', HBA1C, 7.1],
    ['2026-05-19', LDL, 96],
    ['2026-05-19', CREATININE, 1.1],
  ],
  'fatima-elamrani': [
    ['2026-10-05', LDL, 142],
    ['2026-10-05', HBA1C, 5.8],
    ['2026-10-05', POTASSIUM, 4.3],
  ],
  'giuseppe-conti': [
    ['2026-06-08', NT_PROBNP, 2310],
    ['2026-09-14', NT_PROBNP, 1480],
    ['2026-09-14', CREATININE, 1.6],
    ['2026-09-14', POTASSIUM, 5.3],
  ],
  'grace-osullivan': [
    ['2026-01-19', HAEMOGLOBIN, 11.4],
    ['2026-01-19', FERRITIN, 11],
  ],
  'mateusz-kowalski': [['2026-04-21', LDL, 118]],
  'priya-raman': [
    ['2026-06-15', CRP, 14],
    ['2026-06-15', HAEMOGLOBIN, 11.8],
    ['2026-06-15', CREATININE, 0.8],
  ],
  'oluwaseun-adeyemi': [['2026-07-07', HAEMOGLOBIN, 14.6]],
  'hannah-fischer': [
    ['2026-08-24', VITAMIN_D, 16],
    ['2026-08-24', TSH, 1.9],
  ],
};

/** Laboratory results with normal ranges. */
export const laboratory = (): Observation[] =>
  Object.entries(RESULTS).flatMap(([patient, results]) =>
    results.map(([day, measure, value]) => observation('laboratory', patient, measure, day, value)),
  );
