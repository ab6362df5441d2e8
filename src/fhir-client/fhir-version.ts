/** The FHIR releases that Wardkey supports. */
export type FhirRelease = 'R3' | 'R4';

/** Reads a release as settings (`R4`, `4.0.1`) or a CapabilityStatement (`4.0.1`) write it. */
export function fhirRelease(version: string | undefined): FhirRelease | undefined {
  if (version === undefined) return undefined;
  if (/^(R3|STU3|3\.0)/i.test(version)) return 'R3';
  // R4B changed nothing in Practitioner or Patient.
  return /^(R4|4\.)/i.test(version) ? 'R4' : undefined;
}

/** The media type that asks for one release (FHIR R4 section 3.1.0.1.6 "FHIR version parameter"). */
export function acceptFor(release: FhirRelease | undefined): string {
  if (release === undefined) return 'application/fhir+json';
  return `application/fhir+json; fhirVersion=${release === 'R3' ? '3.0' : '4.0'}`;
}
