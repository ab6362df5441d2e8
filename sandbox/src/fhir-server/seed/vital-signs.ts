import { type Observation } from '@medplum/fhirtypes';
import { HEIGHT, WEIGHT } from './growth.js';
import { type Measure, observation } from './observation.js';

const HEART_RATE: Measure = ['8867-4', 'Heart rate', 'beats/min', '/min', 60, 100];

type Visits = { height: number; weights: [day: string, weight: number][]; heartRate: number };

const VISITS: Record<string, Visits> = {
  'emma-devries': {
    height: 171,
    weights: [
      ['2024-02-08', 68.2],
      ['2025-02-11', 69.0],
      ['2026-02-10', 67.5],
    ],
    heartRate: 72,
  },
  'thomas-andersson': {
    height: 182,
    weights: [
      ['2024-05-14', 98.1],
      ['2025-05-20', 95.4],
      ['2026-05-19', 92.8],
    ],
    heartRate: 76,
  },
  'fatima-elamrani': {
    height: 163,
    weights: [
      ['2024-10-02', 81.0],
      ['2025-10-06', 79.2],
      ['2026-10-05', 76.9],
    ],
    heartRate: 80,
  },
  'giuseppe-conti': {
    height: 174,
    weights: [
      ['2026-03-02', 84.6],
      ['2026-06-08', 82.1],
      ['2026-09-14', 80.3],
    ],
    heartRate: 104,
  },
  'grace-osullivan': { height: 168, weights: [['2026-01-19', 61.3]], heartRate: 68 },
  'mateusz-kowalski': { height: 179, weights: [['2026-04-21', 83.7]], heartRate: 71 },
  'priya-raman': {
    height: 158,
    weights: [
      ['2025-06-16', 64.8],
      ['2026-06-15', 65.1],
    ],
    heartRate: 74,
  },
  'oluwaseun-adeyemi': { height: 186, weights: [['2026-07-07', 78.4]], heartRate: 62 },
  'hannah-fischer': { height: 166, weights: [['2026-08-24', 70.2]], heartRate: 78 },
  'alex-taylor': { height: 173, weights: [['2026-09-30', 66.0]], heartRate: 70 },
};

/** Weight, height and heart rate of the hospital's adults. */
export const adultVitalSigns = (): Observation[] =>
  Object.entries(VISITS).flatMap(([patient, { height, weights, heartRate }]) => {
    const [latest = ''] = weights.at(-1) ?? [];
    return [
      ...weights.map(([day, weight]) => observation('vital-signs', patient, WEIGHT, day, weight)),
      observation('vital-signs', patient, HEIGHT, latest, height),
      observation('vital-signs', patient, HEART_RATE, latest, heartRate),
    ];
  });
