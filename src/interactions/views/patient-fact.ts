import type { PatientFact } from './page-parts.js';
import { type Words } from '#src/words/en/pages.js';

/** A fact of a patient’s record in words. Most values need no words added. */
export function writePatientFact({ kind, value }: PatientFact, words: Words['patient']): string {
  if (kind === 'sex') return words.sex[value] ?? value;
  if (kind === 'generalPractitioner') return words.generalPractitioner(value);
  return kind === 'deceased' ? words.died(writeDay(value, words)) : value;
}

/** A date with only a year, or a year and a month, is shown as it came. */
function writeDay(iso: string, words: Words['patient']): string {
  const date = new Date(iso);
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(date.getTime()) ? words.day(date) : iso;
}
