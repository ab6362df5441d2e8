/** The resource types that `fhirUser` may refer to (SMART App Launch 2.2, "Scopes for requesting identity data"). */
export const FHIR_USER_TYPES = [
  'Practitioner',
  'Patient',
  'PractitionerRole',
  'RelatedPerson',
  'Person',
] as const;
export type FhirUserType = (typeof FHIR_USER_TYPES)[number];
