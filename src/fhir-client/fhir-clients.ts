import { Injectable } from '@nestjs/common';
import type { IPolicy } from 'cockatiel';
import { Client } from 'fhir-kit-client';
import { errorForLog } from '#src/errors/domain-error.js';
import { type Counterpart, Egress, EgressError, FHIR_LIMITS } from '#src/http/egress.js';
import { FhirServerUnavailableError } from './errors.js';
import { FhirAccessTokens, type TokenPurpose } from './fhir-access-tokens.js';
import type { FhirServer } from './fhir-server.js';
import { acceptFor, fhirRelease, type FhirRelease } from './fhir-version.js';
import { FhirHttpError, guardFor, isLeftAlone } from './resilience.js';

/** The parts of a FHIR resource that are looked at. Everything else in it is ignored and never kept. */
export interface FhirResource {
  resourceType: string;
  id?: unknown;
  [element: string]: unknown;
}

/** Search parameters in the order they are sent; a list repeats the parameter (AND). */
export type SearchParameters = Record<string, string | string[]>;

/** What a server says about itself that matters to us. */
interface Capabilities {
  release?: FhirRelease;
  /** Names of its system-level operations, without the dollar sign. */
  operations: ReadonlySet<string>;
}

const CAPABILITIES_FRESH_MS = 60 * 60 * 1000;
/** A server that cannot describe itself now is asked again soon. */
const CAPABILITIES_RETRY_MS = 60 * 1000;

type HttpRequest = Client['httpClient']['request'];

/**
 * Talks to FHIR servers as Wardkey itself. The library writes the requests; they leave through our own egress client,
 * because the library's has no time limit, no size limit and follows redirects with the token.
 */
@Injectable()
export class FhirClients {
  private readonly guards = new Map<string, IPolicy>();
  private readonly known = new Map<string, { capabilities: Promise<Capabilities>; until: number }>();

  constructor(
    private readonly egress: Egress,
    private readonly accessTokens: FhirAccessTokens,
  ) {}

  /**
   * Searches one type.
   *
   * @returns the searchset Bundle as it came, one page.
   * @throws FhirServerUnavailableError when the answer is anything else.
   */
  async search(
    server: FhirServer,
    resourceType: string,
    searchParams: SearchParameters,
  ): Promise<FhirResource> {
    const purpose = resourceType === 'Encounter' ? 'encounters' : 'people';
    return this.expecting(
      server,
      ['Bundle'],
      (client) =>
        client.resourceSearch({
          resourceType,
          searchParams: searchParams as Record<string, string>,
          // A server that does not know a parameter must say so, not leave it out and return everybody.
          options: { headers: { prefer: 'handling=strict' } },
        }),
      purpose,
    );
  }

  /** The next page of a search, by the link in the page before; a link that leads elsewhere is refused. */
  async nextPage(server: FhirServer, link: string): Promise<FhirResource> {
    const url = new URL(link, `${server.baseUrl}/`).href;
    if (!isWithin(server, url)) {
      throw new FhirServerUnavailableError({
        server: server.name,
        detail: 'the next page is on another server',
      });
    }
    return this.expecting(server, ['Bundle'], (client) => client.request(url, {}) as Promise<unknown>);
  }

  /** @returns the resource, or undefined when the server says that it does not exist (404, 410). */
  async read(server: FhirServer, resourceType: string, id: string): Promise<FhirResource | undefined> {
    try {
      return await this.expecting(server, [resourceType], (client) => client.read({ resourceType, id }));
    } catch (error) {
      if (error instanceof FhirServerUnavailableError && [404, 410].includes(error.status ?? 0))
        return undefined;
      throw error;
    }
  }

  /** Calls a system-level operation with text parameters (POST, Parameters). */
  async operation(
    server: FhirServer,
    name: string,
    parameters: Array<[string, string]>,
    answers: string[],
  ): Promise<FhirResource> {
    const input = {
      resourceType: 'Parameters',
      parameter: parameters.map(([parameter, value]) => ({ name: parameter, valueString: value })),
    };
    return this.expecting(server, answers, (client) =>
      client.operation({ name, method: 'POST', input: input as never }),
    );
  }

  /** Whether a server offers a system-level operation; false while it cannot be asked. */
  async offers(server: FhirServer, operation: string): Promise<boolean> {
    return (await this.capabilities(server)).operations.has(operation);
  }

  /** The release a server speaks: pinned in the settings, else what it says. */
  async release(server: FhirServer): Promise<FhirRelease | undefined> {
    return fhirRelease(server.fhirVersion) ?? (await this.capabilities(server)).release;
  }

  /** The address a search is sent to, for the decision's trail. */
  searchUrl(server: FhirServer, resourceType: string, searchParams: SearchParameters): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(searchParams)) {
      for (const one of [value].flat()) query.append(name, one);
    }
    return `${server.baseUrl}/${resourceType}?${query.toString()}`;
  }

  private capabilities(server: FhirServer): Promise<Capabilities> {
    const known = this.known.get(server.baseUrl);
    if (known && known.until > Date.now()) return known.capabilities;
    const entry = { capabilities: this.askCapabilities(server), until: Date.now() + CAPABILITIES_FRESH_MS };
    const unknown: Capabilities = { operations: new Set() };
    // Not being able to say what it offers is no reason to refuse anybody: a plain search is tried.
    entry.capabilities = entry.capabilities.catch(() => {
      entry.until = Date.now() + CAPABILITIES_RETRY_MS;
      return unknown;
    });
    this.known.set(server.baseUrl, entry);
    return entry.capabilities;
  }

  private async askCapabilities(server: FhirServer): Promise<Capabilities> {
    // Open to everybody by specification, so no token is shown.
    const headers = { accept: 'application/fhir+json' };
    const response = await this.egress.request(
      `${server.baseUrl}/metadata`,
      counterpartOf(server),
      { headers },
      FHIR_LIMITS,
    );
    const statement = JSON.parse(response.text) as FhirResource;
    if (response.status !== 200 || statement.resourceType !== 'CapabilityStatement')
      throw new Error('no CapabilityStatement');
    const rest = Array.isArray(statement.rest) ? (statement.rest as Array<{ operation?: unknown }>) : [];
    const operations = rest.flatMap(({ operation }) =>
      Array.isArray(operation) ? (operation as Array<{ name?: unknown }>) : [],
    );
    return {
      release: fhirRelease(typeof statement.fhirVersion === 'string' ? statement.fhirVersion : undefined),
      operations: new Set(operations.map(({ name }) => String(name).replace(/^\$/, ''))),
    };
  }

  private async clientFor(server: FhirServer, purpose: TokenPurpose): Promise<Client> {
    const [bearerToken, release] = await Promise.all([
      this.accessTokens.tokenFor(server, purpose),
      this.release(server),
    ]);
    const client = new Client({
      baseUrl: server.baseUrl,
      bearerToken,
      customHeaders: { accept: acceptFor(release) },
    });
    const http = client.httpClient as unknown as {
      request: HttpRequest;
      expandUrl(url: string): string;
      mergeHeaders(headers?: unknown): Record<string, string>;
    };
    http.request = (async (
      method: string,
      url: string,
      options: { headers?: unknown } = {},
      body?: unknown,
    ) => {
      const target = http.expandUrl(url);
      if (!isWithin(server, target)) throw new Error(`refusing to leave ${server.baseUrl}`);
      const headers = {
        ...http.mergeHeaders(options.headers),
        ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
      };
      const sent = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
      const response = await this.egress.request(target, counterpartOf(server), sent, FHIR_LIMITS);
      if (response.status < 200 || response.status > 299) throw new FhirHttpError(response.status);
      return parsed(response.text);
    }) as HttpRequest;
    return client;
  }

  private async expecting(
    server: FhirServer,
    resourceTypes: string[],
    request: (client: Client) => Promise<unknown>,
    purpose: TokenPurpose = 'people',
  ): Promise<FhirResource> {
    let answer: unknown;
    try {
      const client = await this.clientFor(server, purpose);
      answer = await this.guard(server).execute(() => request(client));
    } catch (cause) {
      throw new FhirServerUnavailableError({
        server: server.name,
        detail: detailOf(cause),
        status: statusOf(cause),
        cause,
      });
    }
    const found = (answer as { resourceType?: unknown } | null)?.resourceType;
    if (!resourceTypes.includes(found as string)) {
      const got = typeof found === 'string' ? found.slice(0, 64) : 'no resource';
      const detail = `expected a ${resourceTypes.join(' or ')}, got ${got}`;
      throw new FhirServerUnavailableError({ server: server.name, detail });
    }
    return answer as FhirResource;
  }

  private guard(server: FhirServer): IPolicy {
    let guard = this.guards.get(server.baseUrl);
    if (!guard) this.guards.set(server.baseUrl, (guard = guardFor()));
    return guard;
  }
}

function counterpartOf({ name }: FhirServer): Counterpart {
  return { purpose: 'fhir', owner: name, givenBy: 'operator' };
}

function detailOf(cause: unknown): string {
  if (isLeftAlone(cause)) return 'it failed several times just now and is left alone for a few seconds';
  return cause instanceof EgressError ? (cause.detail ?? cause.message) : errorForLog(cause);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser’s own message repeats the text around the mistake, which may be about a patient.
    throw new Error('the answer is not JSON');
  }
}

function statusOf(cause: unknown): number | undefined {
  return cause instanceof FhirHttpError ? cause.status : undefined;
}

/** A token for one server goes to no other address. */
function isWithin(server: FhirServer, url: string): boolean {
  return url.startsWith(`${server.baseUrl}/`) || url.startsWith(`${server.baseUrl}?`);
}
