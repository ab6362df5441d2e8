/**
 * Reads a claim by the reference in the settings: the exact name of a top-level claim first (`extn.fhirUser`,
 * `https://clinic.example/fhirUser`), else a JSON Pointer (RFC 6901) for a nested one. There are no dot paths: a dot
 * is a letter of the name.
 *
 * @returns the value, or undefined when there is none.
 */
export function readClaim(claims: Record<string, unknown>, reference: string): unknown {
  if (Object.hasOwn(claims, reference)) return claims[reference];
  if (!reference.startsWith('/')) return undefined;
  let value: unknown = claims;
  for (const token of reference.slice(1).split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) && !/^\d+$/.test(key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** A claim that is text with something in it. Control characters are in no name or key, and PostgreSQL stores no NUL. */
export function readText(claims: Record<string, unknown>, reference: string): string | undefined {
  const value = readClaim(claims, reference);
  if (typeof value !== 'string' || /[\p{Cc}\p{Cs}]/u.test(value.trim())) return undefined;
  return value.trim() === '' ? undefined : value.trim();
}
