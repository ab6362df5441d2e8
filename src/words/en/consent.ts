/** What people call a FHIR resource type. */
const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  AllergyIntolerance: 'Allergies',
  Appointment: 'Appointments',
  CarePlan: 'Care plans',
  CareTeam: 'Care team',
  Condition: 'Conditions',
  Coverage: 'Insurance',
  Device: 'Medical devices',
  DiagnosticReport: 'Test reports',
  DocumentReference: 'Documents',
  Encounter: 'Visits and admissions',
  Goal: 'Goals',
  Immunization: 'Vaccinations',
  Location: 'Locations',
  Medication: 'Medicines',
  MedicationAdministration: 'Medicines given',
  MedicationDispense: 'Medicines dispensed',
  MedicationRequest: 'Medications',
  Media: 'Pictures and recordings',
  Observation: 'Measurements and results',
  Organization: 'Organisations',
  Patient: 'Name, birth date and contact details',
  Practitioner: 'Care professionals',
  PractitionerRole: 'Roles of care professionals',
  Procedure: 'Procedures',
  Provenance: 'Where records come from',
  QuestionnaireResponse: 'Questionnaires',
  RelatedPerson: 'Relatives and representatives',
  ServiceRequest: 'Orders and referrals',
};

/** What people call a category of a resource type, within a sentence. */
const CATEGORIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Condition: {
    'problem-list-item': 'the problem list',
    'encounter-diagnosis': 'diagnoses of visits',
    'health-concern': 'health concerns',
  },
  Observation: {
    laboratory: 'laboratory results',
    'vital-signs': 'vital signs',
    'social-history': 'social history',
    survey: 'questionnaires and surveys',
    sdoh: 'living circumstances',
    'clinical-test': 'clinical tests',
  },
};

/** The words for what an app may use. */
export const consentWords = {
  wholeRecord: 'The whole record',
  /** A type that is rare is called by its own name, word by word. */
  resourceType: (type: string): string => RESOURCE_TYPES[type] ?? spaced(type),
  category: (type: string, code: string): string => CATEGORIES[type]?.[code] ?? code,
  only: (category: string): string => `Only ${category}`,
  onlyWhere: (query: string): string => `Only where ${query}`,
  /** As much of a kind of data as was allowed: "Conditions (only the problem list)". */
  partly: (title: string, only: string): string => `${title} (${only[0]!.toLowerCase()}${only.slice(1)})`,
  /** What an app learns by a scope of the organisation’s own that has no description. */
  also: (claims: readonly string[]): string => `Also: ${claims.join(', ')}`,
};

function spaced(resourceType: string): string {
  return resourceType.replace(
    /([a-z])([A-Z])/g,
    (_match, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}
