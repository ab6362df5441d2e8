import { type PatientFact } from './page-models.js';
import { type Words } from '#src/words/en/pages.js';

/** A fact of a patient’s record in words: most speak for themselves. */
export function writePatientFact({ kind, value }: PatientFact, words: Words['patient']): string {
  if (kind === 'sex') return words.sex[value] ?? value;
  if (kind === 'generalPractitioner') return words.generalPractitioner(value);
  return kind === 'deceased' ? words.died(writeDay(value, words)) : value;
}

/** A year, or a year and a month, is not made a day of. */
function writeDay(iso: string, words: Words['patient']): string {
  const date = new Date(iso);
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(date.getTime()) ? words.day(date) : iso;
}
