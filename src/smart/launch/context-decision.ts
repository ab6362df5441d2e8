import type { LaunchContext } from '#src/access/granted-launch-context.js';
import type { OwnPatient } from './own-patient.js';

/** What is known when the launch context step begins. */
export interface ContextFacts {
  /** What the EHR prepared, in an EHR launch. */
  ehrLaunch?: { context: LaunchContext; fhirUser?: string };
  /** The FHIR resource of the person who signed in, on this FHIR server. */
  person?: { resourceType: string; resourceId: string };
  /**
   * The patient whose record the person may open according to their own resource. Absent when that resource names no
   * patient.
   */
  ownPatient?: OwnPatient;
  /** Whether the requested scopes have no meaning without a patient. */
  needsPatient: boolean;
}

/** `complete` is false when a patient must still be chosen. */
export type ContextDecision =
  | { context: LaunchContext; complete: boolean }
  | { refused: { error: 'access_denied'; error_description: string } };

/**
 * Decides what the launch context is, whether the person has to choose a patient, or whether the launch is refused. No
 * person is asked for context that is already known.
 */
export function decideContext({
  ehrLaunch,
  person,
  ownPatient,
  needsPatient,
}: ContextFacts): ContextDecision {
  const context = ehrLaunch?.context ?? {};
  if (ehrLaunch?.fhirUser !== undefined && ehrLaunch.fhirUser !== referenceOf(person)) {
    return refused('the launch is for another person');
  }
  if (ehrLaunch && context.patient === undefined && !needsPatient) return { context, complete: true };
  if (isProfessional(person)) return { context, complete: context.patient !== undefined };
  if (ownPatient && 'problem' in ownPatient) return refused(ownPatient.problem);
  const own = person?.resourceType === 'Patient' ? person.resourceId : ownPatient?.patient;
  if (context.patient !== undefined) {
    // The EHR and the FHIR server decide which patients a care professional may see. Every other person may open only
    // their own record. When their own resource names no patient, they may open the record for which the EHR has named
    // them.
    const isNamed = own === undefined && ehrLaunch?.fhirUser !== undefined;
    return isNamed || own === context.patient
      ? { context, complete: true }
      : refused('the person who signed in may not open the record of the patient of the launch');
  }
  return own === undefined
    ? refused('it is not known whose record this person may open')
    : { context: { need_patient_banner: true, ...context, patient: own }, complete: true };
}

/** Whether a person chooses among patients, as people at work do. */
export function isProfessional(person: { resourceType: string } | undefined): boolean {
  return person?.resourceType === 'Practitioner' || person?.resourceType === 'PractitionerRole';
}

function referenceOf(person: ContextFacts['person']): string | undefined {
  return person && `${person.resourceType}/${person.resourceId}`;
}

function refused(description: string): ContextDecision {
  return { refused: { error: 'access_denied', error_description: description } };
}
