/**
 * Reads a claim by its reference in the settings. The reference is the exact name of a top-level claim
 * (`extn.fhirUser`, `https://clinic.example/fhirUser`), else a JSON Pointer (RFC 6901) to a nested one. There are no
 * dot paths: a dot is part of the name.
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

/**
 * A claim that is text and not empty. Text with control characters is refused: no name or key contains any, and
 * PostgreSQL cannot store NUL.
 */
export function readText(claims: Record<string, unknown>, reference: string): string | undefined {
  const value = readClaim(claims, reference);
  if (typeof value !== 'string' || /[\p{Cc}\p{Cs}]/u.test(value.trim())) return undefined;
  return value.trim() === '' ? undefined : value.trim();
}
