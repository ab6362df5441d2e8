import type { Sex } from './views/pages.js';

const SEXES: readonly string[] = ['female', 'male', 'other', 'unknown'];

/** FHIR’s administrative gender, when it is one. */
export function asSex(gender: string | undefined): Sex | undefined {
  return gender !== undefined && SEXES.includes(gender) ? (gender as Sex) : undefined;
}
