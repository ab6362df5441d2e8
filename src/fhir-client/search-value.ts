/**
 * Escapes one value for a FHIR search (R4 section 3.1.1.4.0.1): `\ | , $` separate parts of a value unless they are
 * escaped.
 */
export function escapeSearchValue(value: string): string {
  return value.replace(/[\\|,$]/g, (character) => `\\${character}`);
}
