import { DomainError } from '#src/errors/domain-error.js';

/** Answers that say that a request is not taken as it is: the same one gets the same answer again. */
const PERMANENT = new Set([400, 404, 405, 406, 415, 422]);
/** Our token is not let in. That may pass: a server that knows our keys from before reads them again. */
const NOT_LET_IN = new Set([401, 403]);

interface UnavailableFacts {
  server: string;
  detail: string;
  status?: number;
  cause?: unknown;
  queries?: ReadonlyArray<{ url: string; finding: string }>;
}

/** The FHIR server did not give a usable answer. It says nothing about whether a person exists. */
export class FhirServerUnavailableError extends DomainError {
  /** The HTTP status, where the server gave one. */
  readonly status?: number;
  /** The requests that belong to what failed, and what came of each. */
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

  /** The same failure, once it is known which requests belong to it. */
  withQueries(queries: UnavailableFacts['queries']): FhirServerUnavailableError {
    return new FhirServerUnavailableError({ ...this.facts, queries });
  }

  /** Whether trying again is of no use: somebody has to change a setting before it can be otherwise. */
  get isPermanent(): boolean {
    return this.status !== undefined && PERMANENT.has(this.status);
  }

  /** Whether the server refuses what it was asked, in place of failing at it. */
  get isRefusal(): boolean {
    return this.isPermanent || (this.status !== undefined && NOT_LET_IN.has(this.status));
  }

  /** What came of the request, for a decision’s trail. */
  get finding(): string {
    return this.isRefusal ? `refused: HTTP ${this.status}` : 'no answer';
  }
}
