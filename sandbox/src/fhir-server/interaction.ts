import { searchParametersOf } from './definitions.js';
import { badRequest, FhirError } from './fhir-error.js';
import { type Permission } from './scopes.js';

/** A RESTful interaction that this server offers, with the permission that it needs. */
export type Interaction = { resourceType: string } & (
  | { kind: 'search'; permission: 's' }
  | { kind: 'create'; permission: 'c' }
  | { kind: 'read' | 'update' | 'delete'; permission: Permission; id: string }
);

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Recognizes an interaction.
 * @param segments the path below the base URL, decoded
 * @throws FhirError 404 for an unknown type, 405 for an interaction that this server does not offer
 */
export function interactionOf(method: string, segments: readonly string[]): Interaction {
  const [resourceType = '', id, ...rest] = segments;
  if (!searchParametersOf(resourceType)) {
    throw new FhirError(404, 'not-supported', `There is no resource type "${resourceType}" here`);
  }
  if (id === undefined) {
    if (method === 'GET') return { kind: 'search', permission: 's', resourceType };
    if (method === 'POST') return { kind: 'create', permission: 'c', resourceType };
    throw notOffered(method, 'GET, POST');
  }
  if (id === '_search' && rest.length === 0) {
    if (method === 'POST') return { kind: 'search', permission: 's', resourceType };
    throw notOffered(method, 'POST');
  }
  if (rest.length > 0) throw new FhirError(404, 'not-supported', 'This server does not offer that');
  if (!ID.test(id)) throw badRequest('That cannot be the id of a resource');
  if (method === 'GET') return { kind: 'read', permission: 'r', resourceType, id };
  if (method === 'PUT') return { kind: 'update', permission: 'u', resourceType, id };
  if (method === 'DELETE') return { kind: 'delete', permission: 'd', resourceType, id };
  throw notOffered(method, 'GET, PUT, DELETE');
}

const notOffered = (method: string, allow: string) =>
  new FhirError(405, 'not-supported', `${method} is not offered here`, { Allow: allow });
