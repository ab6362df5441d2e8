import { millisecondsNow } from '#src/clock/clock.js';
/** A resource, or anything with its elements. */
type Elements = Record<string, unknown>;

/** Whether a record is to be used: it is active, and no other one has taken its place. */
export function isInUse(resource: Elements): boolean {
  // Two records of one patient were merged, and this is the one that is not to be used any more.
  return resource.active !== false && !objects(resource.link).some((link) => link.type === 'replaced-by');
}

/** Whether the record says that the person has died. */
export function isDeceased(resource: Elements): boolean {
  return resource.deceasedBoolean === true || resource.deceasedDateTime !== undefined;
}

/** Whether a Period is over. FHIR dates may be as short as a year; one that is not over everywhere on earth is not over. */
export function isOver(period: unknown): boolean {
  const end = boundary(period, 'end');
  return end !== undefined && end < dayFromNow(-1).slice(0, end.length);
}

/** Whether a Period is still to come, everywhere on earth. */
export function isToCome(period: unknown): boolean {
  const start = boundary(period, 'start');
  return start !== undefined && start > dayFromNow(1).slice(0, start.length);
}

/** The objects in a list of a resource; anything else in its place is overlooked. */
export function objects(value: unknown): Elements[] {
  return Array.isArray(value)
    ? value.filter((one): one is Elements => typeof one === 'object' && one !== null)
    : [];
}

function boundary(period: unknown, which: 'start' | 'end'): string | undefined {
  const value = (period as Elements | null | undefined)?.[which];
  return typeof value === 'string' ? value.slice(0, 10) : undefined;
}

function dayFromNow(days: number): string {
  return new Date(millisecondsNow() + days * 24 * 3_600_000).toISOString().slice(0, 10);
}
