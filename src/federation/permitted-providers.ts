/**
 * Whether people may come to a client by this identity provider.
 *
 * @param permitted the schemes that the client's registration names; undefined when it names none, and all are
 * permitted.
 */
export function isPermitted(scheme: string, permitted: readonly string[] | undefined): boolean {
  return permitted?.some((one) => one.toLowerCase() === scheme.toLowerCase()) ?? true;
}
