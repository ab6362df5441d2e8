import { type Resource } from '@medplum/fhirtypes';

interface Reference {
  reference?: string;
}

/** The elements that make a resource part of a patient's record, over all the types this server holds. */
interface PatientLinks {
  subject?: Reference;
  patient?: Reference;
  beneficiary?: Reference;
}

/** Whether a resource is the patient, or about the patient. */
export function isInPatientCompartment(resource: Resource, patientId: string): boolean {
  if (resource.resourceType === 'Patient') return resource.id === patientId;
  const { subject, patient, beneficiary } = resource as PatientLinks;
  return [subject, patient, beneficiary].some((link) => link?.reference === `Patient/${patientId}`);
}
