import { Injectable } from '@nestjs/common';
import { Client } from 'fhir-kit-client';
import { Egress, FHIR_LIMITS } from '#src/http/egress.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { FhirServerUnavailableError } from './errors.js';
import { FhirAccessTokens } from './fhir-access-tokens.js';
import type { FhirServer } from './fhir-server.js';

/** The parts of a FHIR resource that are looked at. Everything else in it is ignored and never kept. */
export interface FhirResource {
  resourceType: string;
  id?: unknown;
  [element: string]: unknown;
}

/** Search parameters in the order they are sent; a list repeats the parameter (AND). */
export type SearchParameters = Record<string, string | string[]>;

type HttpRequest = Client['httpClient']['request'];

/**
 * Talks to FHIR servers as Wardkey itself. The library writes the requests; they leave through our own egress
 * client, because the library's has no time limit, no size limit and follows redirects with the token.
 */
@Injectable()
export class FhirClients {
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
    const client = await this.clientFor(server);
    return this.expecting(server, 'Bundle', () =>
      client.resourceSearch({
        resourceType,
        searchParams: searchParams as Record<string, string>,
        // A server that does not know a parameter must say so, not leave it out and return everybody.
        options: { headers: { prefer: 'handling=strict' } },
      }),
    );
  }

  /** @returns the resource, or undefined when the server says that it does not exist (404, 410). */
  async read(server: FhirServer, resourceType: string, id: string): Promise<FhirResource | undefined> {
    const client = await this.clientFor(server);
    try {
      return await this.expecting(server, resourceType, () => client.read({ resourceType, id }));
    } catch (error) {
      const status = error instanceof FhirServerUnavailableError ? statusOf(error.cause) : undefined;
      if (status === 404 || status === 410) return undefined;
      throw error;
    }
  }

  /** The address a search is sent to, for the decision's trail. */
  searchUrl(server: FhirServer, resourceType: string, searchParams: SearchParameters): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(searchParams)) {
      for (const one of [value].flat()) query.append(name, one);
    }
    return `${server.baseUrl}/${resourceType}?${query.toString()}`;
  }

  private async clientFor(server: FhirServer): Promise<Client> {
    const client = new Client({
      baseUrl: server.baseUrl,
      bearerToken: await this.accessTokens.tokenFor(server),
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
      if (!target.startsWith(`${server.baseUrl}/`)) throw new Error(`refusing to leave ${server.baseUrl}`);
      const response = await this.egress.request(
        target,
        {
          method,
          headers: http.mergeHeaders(options.headers),
          body: body === undefined ? undefined : JSON.stringify(body),
        },
        FHIR_LIMITS,
      );
      if (response.status < 200 || response.status > 299) {
        throw Object.assign(new Error(`HTTP ${response.status}`), { response: { status: response.status } });
      }
      return parsed(response.text);
    }) as HttpRequest;
    return client;
  }

  private async expecting(
    server: FhirServer,
    resourceType: string,
    request: () => Promise<unknown>,
  ): Promise<FhirResource> {
    let answer: unknown;
    try {
      answer = await request();
    } catch (cause) {
      throw new FhirServerUnavailableError({ server: server.name, detail: errorForLog(cause), cause });
    }
    const found = (answer as { resourceType?: unknown } | null)?.resourceType;
    if (found !== resourceType) {
      throw new FhirServerUnavailableError({
        server: server.name,
        detail: `expected a ${resourceType}, got ${typeof found === 'string' ? found.slice(0, 64) : 'no resource'}`,
      });
    }
    return answer as FhirResource;
  }
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
  return (cause as { response?: { status?: number } } | undefined)?.response?.status;
}
