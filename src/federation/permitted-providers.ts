/**
 * Whether a client may be reached by a provider.
 *
 * @param permitted the schemes its registration names; undefined when it names none, and all may.
 */
export function isPermitted(scheme: string, permitted: readonly string[] | undefined): boolean {
  return permitted?.some((one) => one.toLowerCase() === scheme.toLowerCase()) ?? true;
}
