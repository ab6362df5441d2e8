import type { PendingRequest } from '#src/authorization-server/authorize/pending-request.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';

/** A request whose person still has to sign in. */
export type SignInStep = PendingRequest & { step: 'login' };

/**
 * A request whose person is signed in, is known on its FHIR server, and may choose the patient or encounter that the
 * app is about.
 */
export type LaunchContextStep = PendingRequest & {
  accountId: string;
  fhirServer: FhirServer;
  fhirUser: NonNullable<PendingRequest['fhirUser']>;
};

/** A request whose person is signed in, and has to allow or decline what the app asks for. */
export type ConsentStep = PendingRequest & { step: 'consent'; accountId: string };

/**
 * The first check of a route of a step.
 * @throws InteractionNotActiveError when the request waits for another step.
 */
export type StepCheck = (pending: PendingRequest) => void;

/** For a route that may be used at every step. */
export const anyStep: StepCheck = () => undefined;

export const signInStep: StepCheck = ({ step }) => {
  if (step !== 'login') throw waitsForAnother(step, 'a sign-in');
};

export const launchContextStep: StepCheck = (pending) => {
  const { step, fhirServer, accountId, fhirUser } = pending;
  const mayChoose = step === 'launch_context' || (step === 'consent' && mayChoosePatient(pending));
  if (!mayChoose || !fhirServer || !accountId) throw waitsForAnother(step, 'launch_context');
  // The sign-in found the FHIR user. That it is missing now means that the link by which the person signed in was
  // removed since.
  if (!fhirUser) throw new InteractionNotActiveError('the sign-in was ended meanwhile');
};

export const consentStep: StepCheck = ({ step, accountId }) => {
  if (step !== 'consent' || !accountId) throw waitsForAnother(step, 'consent');
};

/** On the consent page a person may still choose another patient, unless the EHR chose the patient. */
export function mayChoosePatient({ launch, context }: PendingRequest): boolean {
  return launch === undefined && context.patient !== undefined;
}

function waitsForAnother(step: string, than: string): InteractionNotActiveError {
  return new InteractionNotActiveError(`the request waits for ${step}, not for ${than}`);
}
