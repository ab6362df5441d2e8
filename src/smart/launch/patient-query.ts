import type { PatientPickerSettings } from '#src/config/settings/patient-picker.settings.js';
import type { SearchParameters } from '#src/fhir-client/fhir-clients.js';
import { escapeSearchValue } from '#src/fhir-client/search-value.js';
import { takeDate } from './typed-date.js';

/** Small words that begin a family name and are not a name on their own. */
const PARTICLES = new Set(
  "af al av bin da das de degli dei del della den der des di do dos du el ibn in la las le los op st 't te ten ter und van vom von y zu zum zur".split(
    ' ',
  ),
);
/** The most words in a family name: "van den Berg op Zoom". */
const LONGEST_NAME = 4;

/**
 * The searches for what a person typed, in the order in which they are tried. Each word is part of a name, and the
 * order of the words does not matter. A number is an identifier. A date, also beside a name, is a birth date.
 *
 * A server finds a word only at the beginning of a name part (FHIR R4 section 3.1.1.4.8), and "de Vries" is one part.
 * So after such a small word, a word may also stand inside a part. In the second search, that holds after any word.
 *
 * @param locale in which the page writes dates, such as `en-GB`.
 * @param today no patient was born later.
 * @returns an empty list when the text cannot be in any of the fields that are searched.
 */
export function searchesFor(
  query: string,
  picker: PatientPickerSettings,
  locale: string,
  today: Date,
): SearchParameters[] {
  const { searchBy, identifiers } = picker;
  const text = asTypedByHand(query);
  if (text === '') return query.trim() === '' ? [{}] : [];
  const { date, rest } = searchBy.includes('birthDate')
    ? takeDate(text, locale, today)
    : { date: undefined, rest: text };
  const { names, number } = sorted(rest, picker);
  if (names.length > 0 && !searchBy.includes('name')) return [];
  const others = {
    ...(number === '' ? {} : { identifier: identifierValue(number, identifiers) }),
    ...(date === undefined ? {} : { birthdate: date }),
  };
  const [asTyped, wider] = [isParticle, () => true].map((joins) => nameValues(names, joins));
  const searches = [asTyped!, ...(asTyped!.join() === wider!.join() ? [] : [wider!])];
  return searches.map((name) => ({
    ...(name.length === 0 ? {} : { name: name.length === 1 ? name[0]! : name }),
    ...others,
  }));
}

/**
 * Removes what stands around words and is part of no name: quotes, brackets, invisible characters. Digits get the form
 * that they have in records.
 */
function asTypedByHand(query: string): string {
  return query
    .normalize('NFKC')
    .replace(/[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g, '')
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/["“”„«»()[\]{}<>]/g, ' ')
    .replace(/^[\s,;]+|[\s,;]+$/g, '');
}

/** Sorts the words: names, phrase by phrase, and numbers. */
function sorted(
  text: string,
  { searchBy, identifiers }: PatientPickerSettings,
): { names: string[][]; number: string } {
  const [byName, byNumber] = [searchBy.includes('name'), searchBy.includes('identifier')];
  if (byNumber && !byName) return { names: [], number: withoutLabels(text, identifiers) };
  const phrases = (byNumber ? withoutLabels(text, identifiers) : text)
    .split(/[,;]/)
    .map((phrase) => phrase.split(/\s+/).filter((word) => word !== ''));
  const isNumber = (word: string) => byNumber && /\d/.test(word);
  return {
    names: phrases
      .map((words) => words.filter((word) => !isNumber(word)))
      .filter((words) => words.length > 0),
    number: phrases.flat().filter(isNumber).join(' '),
  };
}

/** Removes the label that the list shows before a number: "MRN" in "MRN 7104482". */
function withoutLabels(text: string, identifiers: PatientPickerSettings['identifiers']): string {
  const labels = ['MRN', ...identifiers.map(({ label }) => label)].map((label) =>
    label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return text
    .replace(new RegExp(`(^|[\\s,;])(?:${labels.join('|')})(?:[:#]\\s*|\\s+)(?=\\S*\\d)`, 'giu'), '$1')
    .trim();
}

/**
 * The number in each system that is searched. A number that was typed in groups of digits is also searched without the
 * spaces.
 */
function identifierValue(number: string, identifiers: PatientPickerSettings['identifiers']): string {
  const spellings = /^\d[\d\s]*\s[\d\s]*$/.test(number) ? [number, number.replace(/\s/g, '')] : [number];
  const values = spellings.map(escapeSearchValue);
  if (identifiers.length === 0) return values.join(',');
  return identifiers
    .flatMap(({ system }) => values.map((value) => `${escapeSearchValue(system)}|${value}`))
    .join(',');
}

/**
 * One search value for each word. It contains the word, and the longer parts of the name that end with it, as far as
 * the words before it may be joined.
 */
function nameValues(phrases: string[][], joins: (word: string) => boolean): string[] {
  return phrases.flatMap((words) =>
    words.map((word, index) => {
      const values = [word.replace(/(?<=.)\.+$/, '')];
      for (
        let start = index - 1;
        start > index - LONGEST_NAME && start >= 0 && joins(words[start]!);
        start -= 1
      )
        values.push(words.slice(start, index + 1).join(' '));
      // Telephones write the apostrophe of O’Sullivan like this; most records do not.
      const spellings = values.flatMap((value) => [...new Set([value, value.replaceAll('’', "'")])]);
      return spellings.map(escapeSearchValue).join(',');
    }),
  );
}

function isParticle(word: string): boolean {
  return PARTICLES.has(word.toLowerCase());
}
