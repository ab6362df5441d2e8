import { type Words } from './words.en.js';

const dayInMs = 86_400_000;

/**
 * "Born 4 March 2019 (7 years)". FHIR allows a year or a month alone; then no age is told, because it would be
 * a guess. Young children's ages are in the unit a ward uses: days, weeks, months.
 */
export function writeBirthDate(iso: string, today: Date, words: Words['patient']): string {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(iso) ?? [];
  if (year === undefined) return words.born(iso);
  if (month === undefined) return words.born(year);
  if (day === undefined) return words.born(words.month(new Date(`${year}-${month}-01T00:00:00Z`)));
  const born = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(born.getTime())) return words.born(iso);
  const age = writeAge(born, today, words);
  return words.born(age === undefined ? words.day(born) : `${words.day(born)} (${age})`);
}

function writeAge(born: Date, now: Date, words: Words['patient']): string | undefined {
  const days = Math.floor(
    (Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - born.getTime()) / dayInMs,
  );
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
