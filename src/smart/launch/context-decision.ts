import type { LaunchContext } from './launch-context.js';

/** What is known when the launch context step begins. */
export interface ContextFacts {
  /** What the EHR prepared, in an EHR launch. */
  ehrLaunch?: { context: LaunchContext; fhirUser?: string };
  /** Who signed in, on this FHIR server. */
  person?: { resourceType: string; resourceId: string };
  /** Whether what the app asks for has no meaning without a patient. */
  needsPatient: boolean;
}

/** `complete` is false when a patient must still be chosen. */
export type ContextDecision =
  | { context: LaunchContext; complete: boolean }
  | { refused: { error: 'access_denied'; error_description: string } };

/** Decides what the launch context is, or whether the person has to choose, or may not. Nobody is asked what is known. */
export function decideContext({ ehrLaunch, person, needsPatient }: ContextFacts): ContextDecision {
  const context = ehrLaunch?.context ?? {};
  if (ehrLaunch?.fhirUser !== undefined && ehrLaunch.fhirUser !== referenceOf(person)) {
    return refused('the launch is for another person');
  }
  const self = person?.resourceType === 'Patient' ? person.resourceId : undefined;
  const isProfessional =
    person?.resourceType === 'Practitioner' || person?.resourceType === 'PractitionerRole';
  if (context.patient !== undefined) {
    // Whom a care professional may see is for the EHR and the FHIR server to say; a patient is nobody but themself, and a
    // relative comes in where the EHR has named them, not by a launch that anybody may use.
    const isNamed = self === undefined && ehrLaunch?.fhirUser !== undefined;
    return isProfessional || isNamed || self === context.patient
      ? { context, complete: true }
      : refused('the launch is for another patient than the person who signed in');
  }
  if (ehrLaunch && !needsPatient) return { context, complete: true };
  if (self !== undefined) {
    return { context: { need_patient_banner: true, ...context, patient: self }, complete: true };
  }
  // For relatives nothing says yet whose record they may open.
  return isProfessional ? { context, complete: false } : refused('no patient can be chosen for this person');
}

function referenceOf(person: ContextFacts['person']): string | undefined {
  return person && `${person.resourceType}/${person.resourceId}`;
}

function refused(description: string): ContextDecision {
  return { refused: { error: 'access_denied', error_description: description } };
}
