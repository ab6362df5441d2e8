/** How the types of a record are grouped on pages. */
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
 * The types that a person’s record consists of: those of the Patient compartment (FHIR R4 and R3, "Compartment
 * Patient") and those that they refer to. Profiles, value sets and the like are not part of any record.
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

/**
 * Used when it is unknown which types the FHIR server supports: those that US Core and the International Patient
 * Summary require.
 */
const USUAL = new Set(
  'AllergyIntolerance Condition Procedure Immunization Observation DiagnosticReport ImagingStudy Specimen MedicationRequest MedicationStatement MedicationDispense Medication Encounter Appointment CarePlan CareTeam Goal ServiceRequest Device DocumentReference Binary QuestionnaireResponse Provenance Coverage Patient RelatedPerson Practitioner PractitionerRole Organization Location'.split(
    ' ',
  ),
);

/** A type of a record, and its group. */
export interface RecordType {
  type: string;
  group: RecordGroup;
}

/**
 * The types of a record on one FHIR server, group by group.
 *
 * @param onServer the types that its CapabilityStatement names; undefined when that is unknown, empty when it names
 * none.
 */
export function recordTypes(onServer: ReadonlySet<string> | undefined): RecordType[] {
  return [...GROUP_OF]
    .filter(([type]) =>
      onServer === undefined || onServer.size === 0 ? USUAL.has(type) : onServer.has(type),
    )
    .map(([type, group]) => ({ type, group }));
}
