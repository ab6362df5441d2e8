import { DomainError } from '#src/errors/domain-error.js';

/** The FHIR server did not give a usable answer. It says nothing about whether a person exists. */
export class FhirServerUnavailableError extends DomainError {
  /** The HTTP status, where the server gave one. */
  readonly status?: number;
  /** The searches that were sent before it failed, where there were any. */
  queries: string[] = [];

  constructor(facts: { server: string; detail: string; status?: number; cause?: unknown }) {
    super({
      code: 'fhir_server_unavailable',
      message: 'The care system does not answer at the moment.',
      detail: `FHIR server ${facts.server}: ${facts.detail}`,
      cause: facts.cause,
    });
    this.status = facts.status;
  }
}
