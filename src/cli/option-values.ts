import { DomainError } from '#src/errors/domain-error.js';

/** @throws DomainError that names the option. */
export function wholeNumber(text: string, option: string, most: number): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new DomainError({
    code: 'option_invalid',
    message: `${option}: ${text} must be a whole number from 1 to ${most}`,
  });
}

/**
 * @param text the value of `--days`.
 * @returns the seconds of these days.
 * @throws DomainError that names the option.
 */
export function secondsOfDays(text: string): number {
  return wholeNumber(text, '--days', 3_650) * 86_400;
}
