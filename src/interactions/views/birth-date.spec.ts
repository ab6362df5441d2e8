import { writeBirthDate } from './birth-date.js';
import { english } from '#src/words/en/pages.js';

const today = new Date(2026, 10, 22, 3, 0);
const write = (iso: string) => writeBirthDate(iso, today, english.patient);

describe('writeBirthDate', () => {
  it.each([
    ['2019-03-04', 'Born 4 March 2019 (7 years)'],
    ['2025-11-22', 'Born 22 November 2025 (12 months)'],
    ['2024-11-23', 'Born 23 November 2024 (23 months)'],
    ['2024-11-22', 'Born 22 November 2024 (2 years)'],
    ['2026-08-01', 'Born 1 August 2026 (3 months)'],
    ['2026-10-21', 'Born 21 October 2026 (4 weeks)'],
    ['2026-11-03', 'Born 3 November 2026 (19 days)'],
    ['2026-11-21', 'Born 21 November 2026 (1 day)'],
    ['2026-11-22', 'Born 22 November 2026 (0 days)'],
    ['2004-02-29', 'Born 29 February 2004 (22 years)'],
  ])('%s is "%s"', (iso, words) => expect(write(iso)).toBe(words));

  it.each([
    ['1987-06', 'Born June 1987'],
    ['1971', 'Born 1971'],
  ])('shows no age for %s', (iso, words) => expect(write(iso)).toBe(words));

  it.each([
    ['2027-01-01', 'Born 1 January 2027'],
    ['2019-02-31', 'Born 2019-02-31'],
    ['2019-13', 'Born 2019-13'],
    ['spring 1950', 'Born spring 1950'],
  ])('shows what the record says when it is not a past date: %s', (iso, words) =>
    expect(write(iso)).toBe(words),
  );
});
