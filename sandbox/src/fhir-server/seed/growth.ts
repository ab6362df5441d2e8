import { type Observation } from '@medplum/fhirtypes';
import { type Measure, observation } from './observation.js';

export const WEIGHT: Measure = ['29463-7', 'Body weight', 'kg', 'kg'];
export const HEIGHT: Measure = ['8302-2', 'Body height', 'cm', 'cm'];
const HEAD: Measure = ['9843-4', 'Head circumference', 'cm', 'cm'];

type Visit = [day: string, weight: number, height: number, head?: number];

const VISITS: Record<string, Visit[]> = {
  'noah-jansen': [
    ['2024-03-12', 3.4, 50.2, 34.6],
    ['2024-04-12', 4.5, 54.8, 37.3],
    ['2024-05-13', 5.6, 58.3, 39.1],
    ['2024-07-12', 7.0, 63.7, 41.6],
    ['2024-09-12', 7.9, 67.4, 43.4],
    ['2024-12-12', 8.9, 71.8, 45.0],
    ['2025-03-14', 9.7, 75.9, 46.1],
    ['2025-06-12', 10.4, 79.2, 46.8],
    ['2025-09-12', 11.0, 82.4, 47.4],
    ['2026-03-13', 12.3, 87.9, 48.3],
    ['2026-09-14', 13.4, 92.1, 48.9],
  ],
  'ayla-demir': [
    ['2025-06-02', 3.1, 48.9, 33.8],
    ['2025-07-03', 4.1, 53.4, 36.4],
    ['2025-08-04', 5.0, 56.9, 38.1],
    ['2025-10-02', 6.3, 61.9, 40.5],
    ['2025-12-02', 7.2, 65.6, 42.1],
    ['2026-03-03', 8.1, 70.0, 43.7],
    ['2026-06-02', 8.8, 73.9, 44.8],
    ['2026-09-03', 9.5, 77.4, 45.6],
  ],
  'lucas-moreau': [
    ['2020-09-22', 9.6, 75.4, 46.0],
    ['2021-09-21', 12.0, 87.0, 48.4],
    ['2022-09-21', 14.2, 95.8],
    ['2023-09-25', 16.1, 103.0],
    ['2024-09-23', 18.2, 109.7],
    ['2025-09-22', 20.3, 115.6],
    ['2026-03-23', 21.4, 118.5],
    ['2026-09-22', 22.6, 121.4],
  ],
  // Weight gain slows from the age of two and a half. It recovers after coeliac disease is found in September 2025.
  'chloe-nguyen': [
    ['2022-01-30', 3.2, 49.4, 34.1],
    ['2022-07-29', 7.3, 65.8, 42.2],
    ['2023-01-30', 8.9, 74.0, 44.9],
    ['2023-07-31', 10.1, 80.5, 46.1],
    ['2024-01-30', 11.2, 86.0, 47.2],
    ['2024-07-30', 11.9, 90.1, 47.8],
    ['2025-01-30', 12.2, 93.0],
    ['2025-07-30', 12.4, 95.1],
    ['2026-01-30', 13.9, 99.2],
    ['2026-08-04', 15.6, 104.0],
  ],
};

/** How the children of the hospital grew. */
export const growth = (): Observation[] =>
  Object.entries(VISITS).flatMap(([patient, visits]) =>
    visits.flatMap(([day, weight, height, head]) => [
      observation('vital-signs', patient, WEIGHT, day, weight),
      observation('vital-signs', patient, HEIGHT, day, height),
      ...(head === undefined ? [] : [observation('vital-signs', patient, HEAD, day, head)]),
    ]),
  );
