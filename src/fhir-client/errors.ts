import { DomainError } from '#src/errors/domain-error.js';

/** Statuses that say that the request itself is not accepted: the same request gets the same answer again. */
const PERMANENT = new Set([400, 404, 405, 406, 415, 422]);
/**
 * The token was not accepted. Trying again may help, because a server with an older copy of the keys may read the keys
 * again.
 */
const NOT_LET_IN = new Set([401, 403]);

interface UnavailableFacts {
  server: string;
  detail: string;
  status?: number;
  cause?: unknown;
  queries?: ReadonlyArray<{ url: string; finding: string }>;
}

/** The FHIR server did not give a usable answer. That says nothing about whether a person exists. */
export class FhirServerUnavailableError extends DomainError {
  /** The HTTP status, when the server sent one. */
  readonly status?: number;
  /** The requests that belong to this failure, and the result of each. */
  readonly queries: ReadonlyArray<{ url: string; finding: string }>;

  constructor(private readonly facts: UnavailableFacts) {
    super({
      code: 'fhir_server_unavailable',
      message: 'The care system does not answer at the moment.',
      detail: `FHIR server ${facts.server}: ${facts.detail}`,
      cause: facts.cause,
    });
    this.status = facts.status;
    this.queries = facts.queries ?? [];
  }

  /** The same failure, with the requests that belong to it. */
  withQueries(queries: UnavailableFacts['queries']): FhirServerUnavailableError {
    return new FhirServerUnavailableError({ ...this.facts, queries });
  }

  /** Whether trying again cannot help, because a setting has to be changed first. */
  get isPermanent(): boolean {
    return this.status !== undefined && PERMANENT.has(this.status);
  }

  /** Whether the server refused the request, and did not fail while answering it. */
  get isRefusal(): boolean {
    return this.isPermanent || (this.status !== undefined && NOT_LET_IN.has(this.status));
  }

  /** The result of the request, for the audit trail of a decision. */
  get finding(): string {
    return this.isRefusal ? `refused: HTTP ${this.status}` : 'no answer';
  }
}
