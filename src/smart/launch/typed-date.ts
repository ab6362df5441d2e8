/**
 * The date that was found in a text, as a FHIR search needs it (several when it can mean several), and the rest of the
 * text.
 */
export interface TextWithDate {
  date?: string;
  rest: string;
}

interface Parts {
  year?: string;
  month?: string;
  day?: string;
}

/** No patient who is searched for was born earlier. */
const EARLIEST_YEAR = 1870;
const WORD = String.raw`(?<month>\p{L}{3,})\.?`;
const DAY = String.raw`(?<day>\d{1,2})(?:st|nd|rd|th|er|\.)?`;
const YEAR = String.raw`(?<year>\d{4})`;
const GAP = String.raw`[\s./-]*`;
/**
 * Dates with the month in letters: "12 March 2024", "4th of Mar. 2024", "March 12, 2024", "2024-Mar-12", "March 2024".
 */
const IN_WORDS = [
  `${DAY}${GAP}(?:of\\s+)?${WORD}${GAP},?${GAP}(?<year>\\d{4}|\\d{2})`,
  `${WORD}${GAP}${DAY}(?:,\\s*|[\\s./-]+)${YEAR}`,
  `${YEAR}${GAP}${WORD}${GAP}${DAY}`,
].map(standingAlone);
/** Only where nothing else was typed: beside a name, the month may be a part of the name ("Theresa May 1956"). */
const MONTH_AND_YEAR = standingAlone(`${WORD}[\\s./,-]+${YEAR}`);
const IN_NUMBERS = [
  standingAlone(
    String.raw`(?<first>\d{1,4})\s?(?<mark>[./-])\s?(?<second>\d{1,2})\s?\k<mark>\s?(?<third>\d{1,4})\.?`,
  ),
  standingAlone(String.raw`(?<!\d[ ])(?<first>\d{1,2})[ ./](?<second>\d{1,2}) (?<third>\d{4})(?![ ]\d)`),
];

/**
 * Finds a date of birth in what a person typed, in any spelling of a language. In numbers it uses the order of that
 * language (the other order when only that gives a date), or it reads the name of the month. Numbers that are no date,
 * such as 31/02/2019, stay in the rest.
 *
 * @param locale such as `en-GB`, which writes 12/03/2024 for 12 March.
 * @param today no person was born later.
 */
export function takeDate(text: string, locale: string, today: Date): TextWithDate {
  const months = monthNames(locale);
  for (const pattern of IN_NUMBERS) {
    const found = firstThat(text, pattern, ({ first, second, third }) =>
      inOrders(locale, [first!, second!, third!])
        .flatMap((parts) => datesOf(parts, today))
        .slice(0, 2),
    );
    if (found) return found;
  }
  for (const pattern of [...IN_WORDS, ...ownSpellings(locale), MONTH_AND_YEAR]) {
    const found = firstThat(text, pattern, ({ year, month, day }) => {
      const number = /^\d/.test(month!) ? month : monthOf(month!, months);
      return number === undefined ? [] : datesOf({ year, month: number, day }, today);
    });
    if (found && (pattern !== MONTH_AND_YEAR || found.rest === '')) return found;
  }
  return { rest: text };
}

function standingAlone(pattern: string): RegExp {
  return new RegExp(`(?<=^|[\\s,;(])${pattern}(?=$|[\\s,;)])`, 'giu');
}

function firstThat(
  text: string,
  pattern: RegExp,
  read: (groups: Partial<Record<string, string>>) => string[],
): TextWithDate | undefined {
  for (const match of text.matchAll(pattern)) {
    const dates = read(match.groups ?? {});
    if (dates.length === 0) continue;
    const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`.trim();
    return { date: dates.join(','), rest };
  }
  return undefined;
}

/**
 * A year of four digits shows the order. Else the language’s own order counts, and after it the one with day and month
 * exchanged.
 */
function inOrders(locale: string, [first, second, third]: [string, string, string]): Parts[] {
  if (first.length > 2) return third.length > 2 ? [] : [{ year: first, month: second, day: third }];
  const dayFirst = { day: first, month: second, year: third };
  const monthFirst = { month: first, day: second, year: third };
  const yearFirst = { year: first, month: second, day: third };
  const [own] = [...new Intl.DateTimeFormat(locale).formatToParts()].map(({ type }) => type);
  if (own === 'year' && third.length <= 2) return [yearFirst];
  const orders = own === 'month' ? [monthFirst, dayFirst] : [dayFirst, monthFirst];
  return orders.filter(isCalendarDay).slice(0, 1);
}

/** The dates that can be meant, as FHIR writes them. A year of two digits may be of this century or of the last. */
function datesOf({ year = '', month = '', day }: Parts, today: Date): string[] {
  const years = year.length === 2 ? [`20${year}`, `19${year}`] : [year];
  const latest = new Date(today.getTime() + 24 * 3_600_000).toISOString().slice(0, 10);
  return years
    .filter((one) => one.length === 4 && Number(one) >= EARLIEST_YEAR)
    .filter((one) => isCalendarDay({ year: one, month, day: day ?? '1' }))
    .map((one) =>
      [one, month, ...(day === undefined ? [] : [day])].map((part) => part.padStart(2, '0')).join('-'),
    )
    .filter((date) => date <= latest);
}

function isCalendarDay({ year = '', month = '', day = '' }: Parts): boolean {
  // 2000 is a leap year, so that 29 February counts as a day. Which year a short one means is decided later.
  const iso = `${year.length === 4 ? year : '2000'}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
}

/** Patterns for a date as the language itself writes it, with its small words: "1980年3月12日", "12 de marzo de 1980". */
function ownSpellings(locale: string): RegExp[] {
  return (['medium', 'long'] as const).map((dateStyle) => {
    const parts = new Intl.DateTimeFormat(locale, { dateStyle, timeZone: 'UTC' }).formatToParts(0);
    const spelled = parts.map(({ type, value }) => {
      if (type === 'day') return DAY;
      if (type === 'year') return YEAR;
      if (type === 'month' && !/\d/.test(value)) return WORD;
      if (type === 'month') return value.replace(/\d+/, String.raw`(?<month>\d{1,2})`);
      return String.raw`\s*${value.trim().replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&?`)}\s*`;
    });
    return standingAlone(spelled.join(''));
  });
}

/** Names of the months as they stand in a date, long and short ("maart", "mrt"), January first. */
function monthNames(locale: string): string[][] {
  return Array.from({ length: 12 }, (_, index) =>
    (['long', 'short'] as const).map((month) => {
      const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month, timeZone: 'UTC' });
      const parts = format.formatToParts(new Date(Date.UTC(2000, index, 1)));
      return plain(parts.find(({ type }) => type === 'month')!.value).replace(/\.$/, '');
    }),
  );
}

/** The number of a month by its name, or by a beginning that fits only one month: "Sept", "mar". */
function monthOf(word: string, months: string[][]): string | undefined {
  const fitting = months.flatMap((names, index) =>
    names.some((name) => name.startsWith(plain(word))) ? [index + 1] : [],
  );
  return fitting.length === 1 ? String(fitting[0]) : undefined;
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}
