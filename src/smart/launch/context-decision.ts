import type { LaunchContext } from '#src/access/granted-launch-context.js';
import type { OwnPatient } from './own-patient.js';

/** What is known when the launch context step begins. */
export interface ContextFacts {
  /** What the EHR prepared, in an EHR launch. */
  ehrLaunch?: { context: LaunchContext; fhirUser?: string };
  /** Who signed in, on this FHIR server. */
  person?: { resourceType: string; resourceId: string };
  /** Whose record the person's own resource lets them open; absent when it says nothing of a patient. */
  ownPatient?: OwnPatient;
  /** Whether what the app asks for has no meaning without a patient. */
  needsPatient: boolean;
}

/** `complete` is false when a patient must still be chosen. */
export type ContextDecision =
  | { context: LaunchContext; complete: boolean }
  | { refused: { error: 'access_denied'; error_description: string } };

/** Decides what the launch context is, or whether the person has to choose, or may not. Nobody is asked what is known. */
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
    // Whom a care professional may see is for the EHR and the FHIR server to say. Everybody else opens the record that is
    // theirs; where their own resource says nothing of a patient, the one for which the EHR has named them.
    const isNamed = own === undefined && ehrLaunch?.fhirUser !== undefined;
    return isNamed || own === context.patient
      ? { context, complete: true }
      : refused('the launch is for another patient than the person who signed in may open');
  }
  return own === undefined
    ? refused('nothing says whose record this person may open')
    : { context: { need_patient_banner: true, ...context, patient: own }, complete: true };
}

/** Whether somebody chooses among patients, as people at work do. */
export function isProfessional(person: { resourceType: string } | undefined): boolean {
  return person?.resourceType === 'Practitioner' || person?.resourceType === 'PractitionerRole';
}

function referenceOf(person: ContextFacts['person']): string | undefined {
  return person && `${person.resourceType}/${person.resourceId}`;
}

function refused(description: string): ContextDecision {
  return { refused: { error: 'access_denied', error_description: description } };
}
