import { Injectable } from '@nestjs/common';
import type { IPolicy } from 'cockatiel';
import { Client } from 'fhir-kit-client';
import { Clock } from '#src/clock/clock.js';
import { FHIR_USER_TYPES, type FhirUserType } from '#src/config/settings/fhir-user-types.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { Egress, EgressError, FHIR_LIMITS } from '#src/http/outgoing/egress.js';
import { FhirServerUnavailableError } from './errors.js';
import { FhirAccessTokens, type TokenPurpose } from './fhir-access-tokens.js';
import { FhirCapabilities } from './fhir-capabilities.js';
import { counterpartOf, type FhirServer } from './fhir-server.js';
import { acceptFor, fhirRelease, type FhirRelease } from './fhir-version.js';
import { FhirHttpError, guardFor, isPausedError } from './resilience.js';

/** The parts of a FHIR resource that are read. Everything else in it is ignored and never stored. */
export interface FhirResource {
  resourceType: string;
  id?: unknown;
  [element: string]: unknown;
}

/** Search parameters in the order in which they are sent. A list repeats the parameter (AND). */
export type SearchParameters = Record<string, string | string[]>;

/**
 * HAPI answers a repeated search from its cache for a minute. In that time the record of a person may have been added
 * or deactivated.
 */
const AS_IT_IS_NOW = { 'cache-control': 'no-cache' };

type HttpRequest = Client['httpClient']['request'];

/**
 * Talks to FHIR servers as Wardkey itself. The library builds the requests. Wardkey’s own egress client sends them,
 * because the library’s client has no time limit and no size limit, and follows redirects with the token.
 */
@Injectable()
export class FhirClients {
  private readonly guards = new Map<string, IPolicy>();
  readonly capabilities: FhirCapabilities;

  constructor(
    private readonly egress: Egress,
    private readonly accessTokens: FhirAccessTokens,
    clock: Clock,
  ) {
    this.capabilities = new FhirCapabilities(egress, clock);
  }

  /**
   * Searches one type.
   *
   * @returns the searchset Bundle as it came, one page.
   * @throws FhirServerUnavailableError for any other answer.
   */
  async search(
    server: FhirServer,
    resourceType: string,
    searchParams: SearchParameters,
  ): Promise<FhirResource> {
    return this.expecting(
      server,
      ['Bundle'],
      (client) =>
        client.resourceSearch({
          resourceType,
          searchParams: searchParams as Record<string, string>,
          // With strict handling, a server that does not know a parameter must refuse, not ignore it and return all
          // people.
          options: { headers: { prefer: 'handling=strict', ...AS_IT_IS_NOW } },
        }),
      purposeOf(resourceType),
    );
  }

  /** The next page of a search of one type, by the link in the previous page. A link to another server is refused. */
  async nextPage(server: FhirServer, link: string, resourceType: string): Promise<FhirResource> {
    const url = new URL(link, `${server.baseUrl}/`).href;
    if (!isWithin(server, url)) {
      throw new FhirServerUnavailableError({
        server: server.name,
        detail: 'the next page is on another server',
      });
    }
    return this.expecting(
      server,
      ['Bundle'],
      (client) => client.request(url, { options: { headers: AS_IT_IS_NOW } }) as Promise<unknown>,
      purposeOf(resourceType),
    );
  }

  /** @returns the resource, or undefined when the server says that it does not exist (404, 410). */
  async read(server: FhirServer, resourceType: string, id: string): Promise<FhirResource | undefined> {
    try {
      return await this.expecting(
        server,
        [resourceType],
        (client) => client.read({ resourceType, id }),
        purposeOf(resourceType),
      );
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

  /** Whether a server offers a system-level operation, as far as its CapabilityStatement has been read. */
  offers(server: FhirServer, operation: string): boolean {
    return this.capabilities.lastRead(server)?.operations.has(operation) ?? false;
  }

  /** The FHIR release of a server: from the settings, else from its CapabilityStatement once that has been read. */
  release(server: FhirServer): FhirRelease | undefined {
    return fhirRelease(server.fhirVersion) ?? this.capabilities.lastRead(server)?.release;
  }

  /** The address to which a search is sent, for the audit trail of the decision. */
  searchUrl(server: FhirServer, resourceType: string, searchParams: SearchParameters): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(searchParams)) {
      for (const one of [value].flat()) query.append(name, one);
    }
    return `${server.baseUrl}/${resourceType}?${query.toString()}`;
  }

  private async clientFor(server: FhirServer, purpose: TokenPurpose): Promise<Client> {
    const client = new Client({
      baseUrl: server.baseUrl,
      bearerToken: await this.accessTokens.tokenFor(server, purpose),
      customHeaders: { accept: acceptFor(this.release(server)) },
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

/** The purpose for a type: its own name for types of people, `encounters` for visits, else `people`. */
function purposeOf(resourceType: string): TokenPurpose {
  if (resourceType === 'Encounter') return 'encounters';
  return FHIR_USER_TYPES.includes(resourceType as FhirUserType) ? (resourceType as FhirUserType) : 'people';
}

function detailOf(cause: unknown): string {
  if (isPausedError(cause)) return 'it failed several times, so no request is sent to it for a few seconds';
  return cause instanceof EgressError ? (cause.detail ?? cause.message) : errorForLog(cause);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser’s own message is not used: it repeats the text around the mistake, which may be about a patient.
    throw new Error('the answer is not JSON');
  }
}

function statusOf(cause: unknown): number | undefined {
  return cause instanceof FhirHttpError ? cause.status : undefined;
}

/** Whether an address belongs to this server. A token for one server must not go to another address. */
function isWithin(server: FhirServer, url: string): boolean {
  return url.startsWith(`${server.baseUrl}/`) || url.startsWith(`${server.baseUrl}?`);
}
