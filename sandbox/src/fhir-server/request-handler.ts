import { type IncomingMessage, type ServerResponse } from 'node:http';
import { getStatus, OperationOutcomeError } from '@medplum/core';
import { wait } from '../wait.js';
import { type AccessTokenVerifier } from './access-token.js';
import { type AuthorizationServer } from './authorization-server.js';
import { carryOutBatch } from './batch.js';
import { capabilityStatement, type FhirRelease } from './capability-statement.js';
import { FhirError, forbidden, operationOutcome } from './fhir-error.js';
import { interactionOf } from './interaction.js';
import { type Answer, type ResourceInteractions } from './resource-interactions.js';
import { grantsFor, type TokenContext } from './scopes.js';

/** A request that this server answered. */
export interface SeenRequest {
  method: string;
  /** Path and query. */
  url: string;
  /** The client of the access token, when the token was valid. */
  clientId?: string;
  /** `Cache-Control` of the request. */
  cacheControl?: string;
  status: number;
}

/** The fault of resource routes. */
export interface Fault {
  /**
   * With it the fault concerns only requests whose path and query match it, on every route, the CapabilityStatement
   * included.
   */
  on?: RegExp;
  status?: number;
  body?: string;
  contentType?: string;
  delayMs?: number;
}

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Accept, Prefer, If-Match, If-None-Match',
  'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE, OPTIONS',
  'Access-Control-Expose-Headers': 'Location, ETag, Last-Modified, WWW-Authenticate',
};

/** Takes a request from its URL to its answer. */
export class FhirRequestHandler {
  readonly requests: SeenRequest[] = [];
  fault: Fault | undefined;

  constructor(
    private readonly baseUrl: string,
    private readonly authorizationServer: AuthorizationServer,
    private readonly verifier: AccessTokenVerifier,
    private readonly interactions: ResourceInteractions,
    private readonly fhirRelease: FhirRelease,
  ) {}

  /** Answers always, also when the code below throws. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const cacheControl = request.headers['cache-control'];
    const seen: SeenRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      status: 0,
      ...(cacheControl === undefined ? {} : { cacheControl }),
    };
    this.requests.push(seen);
    const answer = await this.answer(request, seen).catch(failure);
    seen.status = answer.status;
    send(response, answer);
  }

  private async answer(request: IncomingMessage, seen: SeenRequest): Promise<Answer> {
    const url = new URL(seen.url, this.baseUrl);
    const segments = this.segmentsOf(url);
    if (seen.method === 'OPTIONS') return { status: 204 };
    if (this.fault?.on?.test(seen.url)) {
      const wrong = await this.faultAnswer(this.fault);
      if (wrong) return wrong;
    }
    if (seen.method === 'GET' && segments.join('/') === 'metadata') return this.metadata();
    if (seen.method === 'GET' && segments.join('/') === '.well-known/smart-configuration') {
      return this.smartConfiguration();
    }
    this.refuseOtherVersion(request.headers.accept);
    const fault = this.fault?.on ? undefined : this.fault;
    const wrong = fault && (await this.faultAnswer(fault));
    return wrong ?? this.resource(request, url, segments, seen);
  }

  /** The path below the base URL, decoded. */
  private segmentsOf(url: URL): string[] {
    const { origin, pathname: basePath } = new URL(this.baseUrl);
    if (url.origin !== origin || !`${url.pathname}/`.startsWith(`${basePath}/`))
      throw new FhirError(404, 'not-found', 'Nothing is here');
    return url.pathname
      .slice(basePath.length + 1)
      .split('/')
      .map(decode);
  }

  private async metadata(): Promise<Answer> {
    // The SMART document: the one of OpenID Connect has no management endpoint.
    const discovery = await this.authorizationServer.smartConfiguration().catch(() => undefined);
    return { status: 200, body: capabilityStatement(this.baseUrl, discovery, this.fhirRelease) };
  }

  private async smartConfiguration(): Promise<Answer> {
    const headers = { 'Content-Type': 'application/json' };
    try {
      return { status: 200, body: await this.authorizationServer.smartConfiguration(), headers };
    } catch (error) {
      const error_description = error instanceof Error ? error.message : undefined;
      return { status: 503, body: { error: 'temporarily_unavailable', error_description }, headers };
    }
  }

  /** A client that asks for a FHIR version by name (FHIR R4, 3.1.0.1.10) must not get another one. */
  private refuseOtherVersion(accept = ''): void {
    const asked = /fhirVersion="?([\d.]+)/i.exec(accept)?.[1];
    const served = this.fhirRelease === 'R3' ? '3.0' : '4.0';
    if (asked !== undefined && asked !== served) {
      throw new FhirError(406, 'not-supported', `This server speaks FHIR ${served}, not ${asked}`);
    }
  }

  private async faultAnswer(fault: Fault): Promise<Answer | undefined> {
    if (fault.delayMs) await wait(fault.delayMs);
    if (fault.status === undefined && fault.body === undefined) return undefined;
    return {
      status: fault.status ?? 200,
      body: fault.body ?? operationOutcome('exception', 'This server is out of order'),
      headers: { 'Content-Type': fault.contentType ?? 'application/fhir+json' },
    };
  }

  private async resource(
    request: IncomingMessage,
    url: URL,
    segments: readonly string[],
    seen: SeenRequest,
  ): Promise<Answer> {
    const token = await this.verifier.verify(request.headers.authorization);
    seen.clientId = token.client_id;
    if (seen.method !== 'POST' || segments.join('/') !== '')
      return this.interaction(token, request, segments, url.searchParams);
    return carryOutBatch(request, async (entry, path) => {
      try {
        const place = new URL(path, `${this.baseUrl}/`);
        return await this.interaction(token, entry, this.segmentsOf(place), place.searchParams);
      } catch (error) {
        return failure(error);
      }
    });
  }

  private async interaction(
    token: TokenContext,
    request: IncomingMessage,
    segments: readonly string[],
    query: URLSearchParams,
  ): Promise<Answer> {
    const interaction = interactionOf(request.method ?? '', segments);
    const { resourceType, permission, kind } = interaction;
    const grants = grantsFor(token, resourceType, permission, this.baseUrl);
    if (grants.length === 0) throw forbidden(`The access token does not allow ${kind} of ${resourceType}`);
    return this.interactions.carryOut(interaction, request, query, grants);
  }
}

const decode = (segment: string) => {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new FhirError(400, 'invalid', 'The URL is not well formed');
  }
};

/** The answer never has a stack trace: details that are not for the client stay here. */
function failure(error: unknown): Answer {
  if (error instanceof FhirError) {
    const { status, code, message, headers } = error;
    return { status, headers, body: operationOutcome(code, message) };
  }
  if (error instanceof OperationOutcomeError)
    return { status: getStatus(error.outcome), body: error.outcome };
  return { status: 500, body: operationOutcome('exception', 'This server made a mistake') };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    ...CORS,
    'Cache-Control': 'no-store',
    ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json; charset=utf-8' }),
    ...headers,
  });
  response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
}
