/** FHIR’s data type `instant`. */
export const INSTANT =
  '^\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?(Z|[+\\-]([01]\\d|2[0-3]):[0-5]\\d)$';

/** Whether a text is an `instant` of FHIR, on a day that exists. */
export function isInstant(text: string): boolean {
  if (!new RegExp(INSTANT).test(text)) return false;
  const [day = ''] = text.split('T');
  const date = new Date(`${day}T00:00:00Z`);
  // JavaScript would read the 30th of February as a day in March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** @param epoch seconds since 1970. @returns the `instant`, in UTC. */
export function instantOf(epoch: number): string {
  return new Date(epoch * 1000).toISOString();
}
