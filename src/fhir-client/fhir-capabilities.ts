import type { Clock } from '#src/clock/clock.js';
import { DomainError } from '#src/errors/domain-error.js';
import { type Egress, EgressError, type EgressLimits } from '#src/http/outgoing/egress.js';
import { counterpartOf, type FhirServer } from './fhir-server.js';
import { fhirRelease, type FhirRelease } from './fhir-version.js';
import { objects } from './record-state.js';

/** What this server needs to know about a FHIR server. */
export interface Capabilities {
  release: FhirRelease;
  /** Names of its system-level operations, without the dollar sign. */
  operations: ReadonlySet<string>;
  /** The resource types that the server supports. */
  types: ReadonlySet<string>;
  /** Whether it says that it takes part in SMART App Launch. */
  smart: boolean;
  /** When this process read it, in seconds since 1970. */
  readAt: number;
}

/** The code of `rest.security.service` for SMART App Launch (SMART App Launch 2.2, "Conformance"). */
const SMART = 'SMART-on-FHIR';

/**
 * A server that supports every resource type and search parameter of R4 describes itself in megabytes, and needs time
 * for that.
 */
const CAPABILITY_STATEMENT_LIMITS: EgressLimits = {
  timeoutMs: 60_000,
  maxBytes: 16 * 1024 * 1024,
  atOnce: 500,
};

/** Why a server’s CapabilityStatement cannot be used, in words for its operator. */
export class CapabilityStatementError extends DomainError {
  constructor(
    server: FhirServer,
    readonly why: string,
    cause?: unknown,
  ) {
    const detail = `${server.baseUrl}/metadata cannot be used: ${why}`;
    super({
      code: 'capability_statement',
      message: 'The CapabilityStatement of a FHIR server cannot be used.',
      detail,
      cause,
    });
  }
}

/** What the FHIR servers said about themselves. `lastRead` never waits for a server; `read` is for callers that have time. */
export class FhirCapabilities {
  private readonly known = new Map<string, Capabilities>();
  private readonly failures = new Map<string, string>();

  constructor(
    private readonly egress: Egress,
    private readonly clock: Clock,
  ) {}

  /** What was read last, however long ago: a server that does not answer now still has the same abilities. */
  lastRead(server: FhirServer): Capabilities | undefined {
    return this.known.get(server.baseUrl);
  }

  /** Why the latest reading failed, in words for the operator; undefined when it did not fail. */
  lastFailure(server: FhirServer): string | undefined {
    return this.failures.get(server.baseUrl);
  }

  /** @throws CapabilityStatementError */
  async read(server: FhirServer): Promise<Capabilities> {
    try {
      const said = understood(server, await this.fetch(server));
      const capabilities = { ...said, readAt: this.clock.epoch() };
      this.known.set(server.baseUrl, capabilities);
      this.failures.delete(server.baseUrl);
      return capabilities;
    } catch (error) {
      if (error instanceof CapabilityStatementError) this.failures.set(server.baseUrl, error.why);
      throw error;
    }
  }

  private async fetch(server: FhirServer): Promise<string> {
    // The specification makes this document readable without a token, so no token is sent.
    const headers = { accept: 'application/fhir+json' };
    const url = `${server.baseUrl}/metadata`;
    const limits = CAPABILITY_STATEMENT_LIMITS;
    const response = await this.egress
      .request(url, counterpartOf(server), { headers }, limits)
      .catch((error: unknown) => {
        throw new CapabilityStatementError(server, whyNoAnswer(error), error);
      });
    if (response.status === 200) return response.text;
    const wantsToken = response.status === 401 || response.status === 403;
    throw new CapabilityStatementError(
      server,
      `HTTP ${response.status}${wantsToken ? ', but FHIR requires no token for this document' : ''}`,
    );
  }
}

function whyNoAnswer(error: unknown): string {
  if (!(error instanceof EgressError)) return 'no answer';
  if (error.code === 'egress_too_large')
    return `it is larger than ${CAPABILITY_STATEMENT_LIMITS.maxBytes / 1024 / 1024} MiB`;
  if (error.code === 'egress_timeout')
    return `no complete answer in ${CAPABILITY_STATEMENT_LIMITS.timeoutMs / 1000} s`;
  return error.detail ?? error.message;
}

function understood(server: FhirServer, text: string): Omit<Capabilities, 'readAt'> {
  let statement: { resourceType?: unknown; fhirVersion?: unknown; rest?: unknown } | null;
  try {
    statement = JSON.parse(text) as typeof statement;
  } catch {
    throw new CapabilityStatementError(
      server,
      'it is not JSON, so this is not the base URL of a FHIR server',
    );
  }
  if (statement?.resourceType !== 'CapabilityStatement') {
    const type = statement?.resourceType;
    const found =
      typeof type === 'string'
        ? `a FHIR resource of type ${type.slice(0, 64)}, not a CapabilityStatement`
        : 'not a FHIR resource';
    throw new CapabilityStatementError(server, `it is ${found}`);
  }
  const version = statement.fhirVersion;
  const release = fhirRelease(typeof version === 'string' ? version : undefined);
  if (release === undefined) {
    const found = typeof version === 'string' ? `FHIR ${version.slice(0, 16)}` : 'no FHIR version';
    throw new CapabilityStatementError(server, `it names ${found}, and Wardkey supports only R4 and R3`);
  }
  const operations = objects(statement.rest).flatMap(({ operation }) => objects(operation));
  const services = objects(statement.rest)
    .flatMap(({ security }) => objects([security]))
    .flatMap(({ service }) => objects(service))
    .flatMap(({ coding }) => objects(coding));
  const resources = objects(statement.rest).flatMap(({ resource }) => objects(resource));
  return {
    release,
    operations: new Set(operations.map(({ name }) => String(name).replace(/^\$/, ''))),
    types: new Set(resources.map(({ type }) => String(type))),
    smart: services.some(({ code }) => code === SMART),
  };
}
