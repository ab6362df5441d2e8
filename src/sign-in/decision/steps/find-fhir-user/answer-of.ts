import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';

/** The answer of a FHIR server, or the error when it gave none: a fact like others, that decides what is asked next. */
export function answerOf<Answered>(asked: Promise<Answered>): Promise<Answered | FhirServerUnavailableError> {
  return asked.catch((error: unknown) => {
    if (error instanceof FhirServerUnavailableError) return error;
    throw error;
  });
}
