import { DomainError } from '#src/errors/domain-error.js';

/** The FHIR server did not give a usable answer. It says nothing about whether a person exists. */
export class FhirServerUnavailableError extends DomainError {
  constructor(facts: { server: string; detail: string; cause?: unknown }) {
    super({
      code: 'fhir_server_unavailable',
      message: 'The care system does not answer at the moment.',
      detail: `FHIR server ${facts.server}: ${facts.detail}`,
      cause: facts.cause,
    });
  }
}
