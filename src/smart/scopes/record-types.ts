/** How the types of a record are grouped where people read them. */
export const RECORD_GROUPS = [
  'health',
  'results',
  'medicines',
  'care',
  'documents',
  'administration',
  'people',
  'other',
] as const;
export type RecordGroup = (typeof RECORD_GROUPS)[number];

/**
 * What a person’s record is made of: the types of the Patient compartment (FHIR R4 and R3, "Compartment Patient") and those
 * that they point to. Profiles, value sets and the like are nobody’s record.
 */
const TYPES: Record<RecordGroup, string> = {
  health:
    'AllergyIntolerance Condition Procedure Immunization ImmunizationEvaluation ImmunizationRecommendation FamilyMemberHistory ClinicalImpression RiskAssessment AdverseEvent DetectedIssue Flag BodyStructure BodySite',
  results:
    'Observation DiagnosticReport ImagingStudy ImagingManifest Specimen Media MolecularSequence Sequence VisionPrescription',
  medicines:
    'MedicationRequest MedicationStatement MedicationDispense MedicationAdministration Medication Substance',
  care: 'Encounter EpisodeOfCare Appointment AppointmentResponse Schedule Slot CarePlan CareTeam Goal ServiceRequest ProcedureRequest ReferralRequest RequestGroup Task NutritionOrder DeviceRequest DeviceUseStatement Device SupplyRequest SupplyDelivery',
  documents:
    'DocumentReference DocumentManifest Composition Binary QuestionnaireResponse Questionnaire Communication CommunicationRequest List Consent Provenance AuditEvent',
  administration:
    'Coverage CoverageEligibilityRequest CoverageEligibilityResponse EligibilityRequest EligibilityResponse Claim ClaimResponse ExplanationOfBenefit Account ChargeItem Invoice EnrollmentRequest EnrollmentResponse Contract InsurancePlan PaymentNotice PaymentReconciliation',
  people:
    'Patient RelatedPerson Person Practitioner PractitionerRole Organization OrganizationAffiliation Location HealthcareService Group Endpoint',
  other: 'Basic MeasureReport Measure ResearchSubject ResearchStudy Library',
};

const GROUP_OF = new Map(
  RECORD_GROUPS.flatMap((group) => TYPES[group].split(' ').map((type) => [type, group] as const)),
);

/** Where nobody knows what the FHIR server has: what US Core and the International Patient Summary ask of one. */
const USUAL = new Set(
  'AllergyIntolerance Condition Procedure Immunization Observation DiagnosticReport ImagingStudy Specimen MedicationRequest MedicationStatement MedicationDispense Medication Encounter Appointment CarePlan CareTeam Goal ServiceRequest Device DocumentReference Binary QuestionnaireResponse Provenance Coverage Patient RelatedPerson Practitioner PractitionerRole Organization Location'.split(
    ' ',
  ),
);

/** A type of a record, and where it stands. */
export interface RecordType {
  type: string;
  group: RecordGroup;
}

/**
 * The types of a record on one FHIR server, group by group.
 *
 * @param onServer those that its CapabilityStatement names; undefined where that is not known, empty where it names none.
 */
export function recordTypes(onServer: ReadonlySet<string> | undefined): RecordType[] {
  return [...GROUP_OF]
    .filter(([type]) =>
      onServer === undefined || onServer.size === 0 ? USUAL.has(type) : onServer.has(type),
    )
    .map(([type, group]) => ({ type, group }));
}
