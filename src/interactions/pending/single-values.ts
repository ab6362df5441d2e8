/** The parameters of a query or form that stand there once; a repeated one is dropped, so that nothing is read two ways. */
export function singleValues(parameters: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
