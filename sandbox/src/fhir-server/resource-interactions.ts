import { type IncomingMessage } from 'node:http';
import { FhirRouter, type FhirResponse, makeSimpleRequest } from '@medplum/fhir-router';
import { getStatus, isOk } from '@medplum/core';
import { type Resource } from '@medplum/fhirtypes';
import { validate } from './definitions.js';
import { badRequest, FhirError, forbidden } from './fhir-error.js';
import { type Interaction } from './interaction.js';
import { readForm, readResource } from './request-body.js';
import { type ResourceStore } from './resource-store.js';
import { type Grant } from './scopes.js';
import { searchsetBundle } from './search/searchset-bundle.js';
import { parseSearch } from './search/search-query.js';

/** What goes back to the client. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Carries out interactions within the limits of a token's grants. */
export class ResourceInteractions {
  private readonly router = new FhirRouter();

  constructor(
    private readonly store: ResourceStore,
    private readonly baseUrl: string,
  ) {}

  /** @throws FhirError or OperationOutcomeError */
  async carryOut(
    interaction: Interaction,
    request: IncomingMessage,
    query: URLSearchParams,
    grants: readonly Grant[],
  ): Promise<Answer> {
    if (interaction.kind === 'search') return this.search(interaction.resourceType, request, query, grants);
    if (interaction.kind === 'create') return this.create(interaction.resourceType, request, grants);
    const { resourceType, id } = interaction;
    const path = `${resourceType}/${id}`;
    const existing = await this.route('GET', path);
    const [outcome, resource] = existing;
    if (resource && !this.store.isCovered(resource, grants)) throw beyondReach(path);
    if (interaction.kind === 'update') return this.update(path, request, grants, resource === undefined);
    if (!isOk(outcome) || !resource) throw new FhirError(404, 'not-found', `There is no ${path}`);
    if (interaction.kind === 'read') return answer(existing);
    await this.route('DELETE', path);
    return { status: 204 };
  }

  private async search(
    resourceType: string,
    request: IncomingMessage,
    query: URLSearchParams,
    grants: readonly Grant[],
  ): Promise<Answer> {
    const posted = request.method === 'POST' ? await readForm(request) : [];
    const parameters = new URLSearchParams([...query, ...posted]);
    const isLenient = /\bhandling=lenient\b/.test(String(request.headers.prefer ?? ''));
    const search = parseSearch(resourceType, parameters, isLenient);
    const matches = await this.store.find(search, grants);
    return { status: 200, body: searchsetBundle(this.baseUrl, search, parameters, matches) };
  }

  private async create(type: string, request: IncomingMessage, grants: readonly Grant[]): Promise<Answer> {
    if (request.headers['if-none-exist']) {
      throw new FhirError(412, 'not-supported', 'Conditional create is not offered');
    }
    const body = (await readResource(request)) as Resource;
    // The server chooses the id: an id from the client could overwrite the resource that has it.
    const { id: _, meta: __, ...content } = body;
    const resource = content as Resource;
    this.check(resource, type, grants);
    const result = await this.route('POST', type, resource);
    return answer(result, { Location: `${this.baseUrl}/${type}/${result[1]?.id}` });
  }

  private async update(
    path: string,
    request: IncomingMessage,
    grants: readonly Grant[],
    isNew: boolean,
  ): Promise<Answer> {
    const [type = '', id] = path.split('/');
    const resource = (await readResource(request)) as Resource;
    if (resource.id !== id) throw badRequest(`The resource must have the id of the URL, ${id}`);
    this.check(resource, type, grants);
    const ifMatch = request.headers['if-match'];
    const result = await this.route('PUT', path, resource, ifMatch ? { 'if-match': ifMatch } : {});
    return isNew && isOk(result[0]) ? { ...answer(result), status: 201 } : answer(result);
  }

  /** The new content must be valid and within the grants. It is not enough that the old content was. */
  private check(resource: Resource, type: string, grants: readonly Grant[]): void {
    if (resource.resourceType !== type) {
      throw badRequest(`A ${resource.resourceType} does not belong below /${type}`);
    }
    validate(resource);
    if (!this.store.isCovered(resource, grants)) throw beyondReach(`such a ${type}`);
  }

  private route(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: Resource,
    headers: Record<string, string> = {},
  ): Promise<FhirResponse> {
    return this.router.handleRequest({ ...makeSimpleRequest(method, path, body), headers }, this.store);
  }
}

const beyondReach = (what: string) => forbidden(`The access token does not reach ${what}`);

function answer([outcome, resource]: FhirResponse, headers: Record<string, string> = {}): Answer {
  const status = getStatus(outcome);
  if (!resource) return { status, body: outcome };
  const { versionId, lastUpdated } = resource.meta ?? {};
  return {
    status,
    body: resource,
    headers: {
      ...(versionId ? { ETag: `W/"${versionId}"` } : {}),
      ...(lastUpdated ? { 'Last-Modified': new Date(lastUpdated).toUTCString() } : {}),
      ...headers,
    },
  };
}
