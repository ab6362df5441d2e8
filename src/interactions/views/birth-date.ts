import { type Words } from '#src/words/en/pages.js';

const dayInMs = 86_400_000;

/**
 * "Born 4 March 2019 (7 years)". FHIR allows a date with only a year or a month; then no age is shown, because it would
 * be a guess. Young children's ages are in the unit that a ward uses: days, weeks, months.
 */
export function writeBirthDate(iso: string, now: Date, words: Words['patient']): string {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(iso) ?? [];
  const born = dateOf(year, month, day);
  // A text that is not a date is shown as the record has it: a person may still recognise it.
  if (born === undefined || month === undefined) return words.born(iso);
  if (day === undefined) return words.born(words.month(born));
  const age = writeAge(born, now, words);
  return words.born(age === undefined ? words.day(born) : `${words.day(born)} (${age})`);
}

function dateOf(year = '', month = '01', day = '01'): Date | undefined {
  const iso = `${year}-${month}-${day}`;
  const date = new Date(`${iso}T00:00:00Z`);
  // JavaScript turns 31 February into 3 March; a birth date must not change on the way to the page.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? date : undefined;
}

function writeAge(born: Date, now: Date, words: Words['patient']): string | undefined {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.floor((today - born.getTime()) / dayInMs);
  if (days < 0) return undefined;
  if (days < 28) return words.ageInDays(days);
  if (days < 91) return words.ageInWeeks(Math.floor(days / 7));
  const months = wholeMonths(born, now);
  return months < 24 ? words.ageInMonths(months) : words.ageInYears(Math.floor(months / 12));
}

function wholeMonths(born: Date, now: Date): number {
  const months = (now.getFullYear() - born.getUTCFullYear()) * 12 + now.getMonth() - born.getUTCMonth();
  return now.getDate() < born.getUTCDate() ? months - 1 : months;
}
