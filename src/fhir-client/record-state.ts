/** A resource, or any element of one. */
type Elements = Record<string, unknown>;

/** Whether a record is to be used: it is active, and no other record has replaced it. */
export function isInUse(resource: Elements): boolean {
  // `replaced-by`: two records of one patient were merged, and this one is not to be used any more.
  return resource.active !== false && !objects(resource.link).some((link) => link.type === 'replaced-by');
}

/** Whether the record says that the person has died. */
export function isDeceased(resource: Elements): boolean {
  return resource.deceasedBoolean === true || resource.deceasedDateTime !== undefined;
}

/**
 * Whether a Period is over. FHIR dates may have only a year. A period is over only when it is over everywhere on earth.
 *
 * @param now milliseconds since 1970.
 */
export function isOver(period: unknown, now: number): boolean {
  const end = boundary(period, 'end');
  return end !== undefined && end < day(now, -1).slice(0, end.length);
}

/**
 * Whether a Period has not begun anywhere on earth.
 *
 * @param now milliseconds since 1970.
 */
export function isToCome(period: unknown, now: number): boolean {
  const start = boundary(period, 'start');
  return start !== undefined && start > day(now, 1).slice(0, start.length);
}

/** The objects in a list of a resource. Other values in the list are ignored. */
export function objects(value: unknown): Elements[] {
  return Array.isArray(value)
    ? value.filter((one): one is Elements => typeof one === 'object' && one !== null)
    : [];
}

function boundary(period: unknown, which: 'start' | 'end'): string | undefined {
  const value = (period as Elements | null | undefined)?.[which];
  return typeof value === 'string' ? value.slice(0, 10) : undefined;
}

function day(now: number, days: number): string {
  return new Date(now + days * 24 * 3_600_000).toISOString().slice(0, 10);
}
