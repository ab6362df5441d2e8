/**
 * The parameters that appear once in a query or form. Repeated ones are dropped, so that no two readers can take
 * different values.
 */
export function singleValues(parameters: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
