/** FHIR R4 section 2.24.0.1, data type id. */
const FHIR_ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Whether something is the id of a resource. FHIR's grammar allows one or two dots alone as well; in an address those
 * would be a step upwards, so here they are nobody's id.
 */
export function isFhirId(id: unknown): id is string {
  return typeof id === 'string' && FHIR_ID.test(id) && !/^\.{1,2}$/.test(id);
}
