import type { PendingRequest } from '#src/authorization-server/authorize/pending-request.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';

/** A request whose person is to sign in. */
export type SignInStep = PendingRequest & { step: 'login' };

/** A request whose person is signed in, known on its FHIR server, and may choose what the app is about. */
export type LaunchContextStep = PendingRequest & {
  accountId: string;
  fhirServer: FhirServer;
  fhirUser: NonNullable<PendingRequest['fhirUser']>;
};

/** A request whose person is signed in, and is to allow or decline what the app asks for. */
export type ConsentStep = PendingRequest & { step: 'consent'; accountId: string };

/** What the route of a step looks at before anything else. @throws InteractionNotActiveError when it waits for another. */
export type StepCheck = (pending: PendingRequest) => void;

/** A route that may be used at every step. */
export const anyStep: StepCheck = () => undefined;

export const signInStep: StepCheck = ({ step }) => {
  if (step !== 'login') throw waitsForAnother(step, 'a sign-in');
};

export const launchContextStep: StepCheck = (pending) => {
  const { step, fhirServer, accountId, fhirUser } = pending;
  const mayChoose = step === 'launch_context' || (step === 'consent' && mayChoosePatient(pending));
  if (!mayChoose || !fhirServer || !accountId) throw waitsForAnother(step, 'launch_context');
  // Found at the sign-in, so it was there: the link that the person came by was removed since.
  if (!fhirUser) throw new InteractionNotActiveError('the sign-in was ended meanwhile');
};

export const consentStep: StepCheck = ({ step, accountId }) => {
  if (step !== 'consent' || !accountId) throw waitsForAnother(step, 'consent');
};

/** On the consent page a person may still change their mind about the patient, unless the EHR chose. */
export function mayChoosePatient({ launch, context }: PendingRequest): boolean {
  return launch === undefined && context.patient !== undefined;
}

function waitsForAnother(step: string, than: string): InteractionNotActiveError {
  return new InteractionNotActiveError(`the request waits for ${step}, not for ${than}`);
}
