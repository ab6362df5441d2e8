import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';

/**
 * Returns the answer of a FHIR server, or its error when it did not answer. The error is a fact that decides the next
 * step.
 */
export function answerOf<Answered>(asked: Promise<Answered>): Promise<Answered | FhirServerUnavailableError> {
  return asked.catch((error: unknown) => {
    if (error instanceof FhirServerUnavailableError) return error;
    throw error;
  });
}
