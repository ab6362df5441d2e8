import type { PatientPickerSettings } from '#src/config/settings/patient-picker.settings.js';
import type { SearchParameters } from '#src/fhir-client/fhir-clients.js';
import { escapeSearchValue } from '#src/fhir-client/search-value.js';
import { takeDate } from './typed-date.js';

/** Small words that begin a family name and are no name of their own. */
const PARTICLES = new Set(
  "af al av bin da das de degli dei del della den der des di do dos du el ibn in la las le los op st 't te ten ter und van vom von y zu zum zur".split(
    ' ',
  ),
);
/** As long as names get: "van den Berg op Zoom". */
const LONGEST_NAME = 4;

/**
 * The searches for what somebody typed, in the order to try them. Words are part of a name, each by itself and in any
 * order; a number is an identifier; a date, also beside a name, is a birth date.
 *
 * A server finds a word at the beginning of a name part only (FHIR R4 section 3.1.1.4.8), and "de Vries" is one part: after
 * such a small word, and in the second search after any, a word may also stand further inside.
 *
 * @param locale how dates are written on the page, such as `en-GB`.
 * @returns nothing when the text can be in none of the fields that are searched.
 */
export function searchesFor(
  query: string,
  picker: PatientPickerSettings,
  locale: string,
): SearchParameters[] {
  const { searchBy, identifiers } = picker;
  const text = asTypedByHand(query);
  if (text === '') return query.trim() === '' ? [{}] : [];
  const { date, rest } = searchBy.includes('birthDate')
    ? takeDate(text, locale)
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
 * Without what stands around words and is in no name: quotes, brackets, characters that cannot be seen; digits as they are
 * in records.
 */
function asTypedByHand(query: string): string {
  return query
    .normalize('NFKC')
    .replace(/[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g, '')
    .replace(/\p{Cc}/gu, ' ')
    .replace(/["“”„«»()[\]{}<>]/g, ' ')
    .replace(/^[\s,;]+|[\s,;]+$/g, '');
}

/** Which words are names, phrase by phrase, and which are a number. */
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

/** What the list shows before a number is not part of it: "MRN 7104482". */
function withoutLabels(text: string, identifiers: PatientPickerSettings['identifiers']): string {
  const labels = ['MRN', ...identifiers.map(({ label }) => label)].map((label) =>
    label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return text
    .replace(new RegExp(`(^|[\\s,;])(?:${labels.join('|')})(?:[:#]\\s*|\\s+)(?=\\S*\\d)`, 'giu'), '$1')
    .trim();
}

/** The number in each system that is searched; one that was typed in groups of digits also without the spaces. */
function identifierValue(number: string, identifiers: PatientPickerSettings['identifiers']): string {
  const spellings = /^\d[\d\s]*\s[\d\s]*$/.test(number) ? [number, number.replace(/\s/g, '')] : [number];
  const values = spellings.map(escapeSearchValue);
  if (identifiers.length === 0) return values.join(',');
  return identifiers
    .flatMap(({ system }) => values.map((value) => `${escapeSearchValue(system)}|${value}`))
    .join(',');
}

/** One value a word: the word, or a longer part of the name that ends with it and whose words before may be joined. */
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
      // Telephones write the apostrophe of O’Sullivan so; records mostly do not.
      const spellings = values.flatMap((value) => [...new Set([value, value.replaceAll('’', "'")])]);
      return spellings.map(escapeSearchValue).join(',');
    }),
  );
}

function isParticle(word: string): boolean {
  return PARTICLES.has(word.toLowerCase());
}
