/** FHIR R4 section 2.24.0.1, data type id. */
const FHIR_ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Whether a value is the id of a resource. FHIR's grammar also allows one or two dots alone. In an address those would
 * be a step upwards, so here they are not an id.
 */
export function isFhirId(id: unknown): id is string {
  return typeof id === 'string' && FHIR_ID.test(id) && !/^\.{1,2}$/.test(id);
}
