import { type Observation } from '@medplum/fhirtypes';
import { concept, hl7, LOINC, UCUM } from './codes.js';

/** What is measured: code, name, unit as people write it, unit in UCUM, normal range. */
export type Measure = [
  code: string,
  display: string,
  unit: string,
  ucum: string,
  low?: number,
  high?: number,
];

const CATEGORY_DISPLAY = { 'vital-signs': 'Vital Signs', laboratory: 'Laboratory' };

/** A measured value. Its id consists of patient, code and day, so the id is the same at every start. */
export function observation(
  category: keyof typeof CATEGORY_DISPLAY,
  patient: string,
  [code, display, unit, ucum, low, high]: Measure,
  day: string,
  value: number,
): Observation {
  const quantity = (number: number) => ({ value: number, unit, system: UCUM, code: ucum });
  const flag =
    low !== undefined && value < low
      ? 'L'
      : high !== undefined && value > high
        ? 'H'
        : (low ?? high)
          ? 'N'
          : undefined;
  return {
    resourceType: 'Observation',
    id: `${patient}-${code}-${day}`,
    status: 'final',
    category: [hl7('observation-category', category, CATEGORY_DISPLAY[category])],
    code: concept(LOINC, code, display),
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: `${day}T09:30:00+01:00`,
    issued: `${day}T11:00:00+01:00`,
    performer: [
      category === 'laboratory'
        ? { reference: 'Organization/harbour-general' }
        : { reference: 'Practitioner/maria-lindqvist' },
    ],
    valueQuantity: quantity(value),
    ...(flag
      ? { interpretation: [hl7('v3-ObservationInterpretation', flag, FLAG_DISPLAY[flag] ?? flag)] }
      : {}),
    ...(low === undefined && high === undefined
      ? {}
      : {
          referenceRange: [
            {
              ...(low === undefined ? {} : { low: quantity(low) }),
              ...(high === undefined ? {} : { high: quantity(high) }),
            },
          ],
        }),
  };
}

const FLAG_DISPLAY: Record<string, string> = { L: 'Low', H: 'High', N: 'Normal' };
