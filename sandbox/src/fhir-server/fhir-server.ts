import { type Resource } from '@medplum/fhirtypes';
import { listenLocally, type ListenOptions } from '../local-server.js';
import { AccessTokenVerifier, type IntrospectionClient } from './access-token.js';
import { AuthorizationServer } from './authorization-server.js';
import { type FhirRelease } from './capability-statement.js';
import { FhirRequestHandler, type Fault, type SeenRequest } from './request-handler.js';
import { ResourceInteractions } from './resource-interactions.js';
import { ResourceStore } from './resource-store.js';
import { seedResources } from './seed/seed.js';

export { type Fault, type SeenRequest } from './request-handler.js';

/** What {@link startFhirServer} needs. */
export interface FhirServerOptions extends ListenOptions {
  /** Wardkey's issuer URL. */
  authorizationServer: string;
  /** Wardkey's name for this FHIR server. */
  name: string;
  /** For opaque access tokens; without it only JWTs are accepted. */
  introspection?: IntrospectionClient;
  /** `typ` of the JWTs that are accepted. Default: at+jwt (RFC 9068). */
  accessTokenType?: string;
  /** Default: the seed, the hospital's records. */
  resources?: readonly Resource[];
  /** Tells the time when the expiry of a token is checked. */
  clock?: () => Date;
  /**
   * Default: R4. An R3 server has the same people: the elements that are searched have one shape in both versions. An
   * R3 server says 3.0.2 and refuses a request for another version.
   */
  fhirRelease?: FhirRelease;
  /** The fault that resource routes have from the start. */
  fault?: Fault;
}

/** A running FHIR server. */
export interface FhirServer {
  /** Without a trailing slash; also the `aud` that access tokens must have. */
  baseUrl: string;
  /** Every request so far, oldest first. */
  requests: SeenRequest[];
  /** Adds or replaces a resource; no rule is checked. */
  put(resource: Resource): Promise<void>;
  /** Makes resource routes fail or be slow; without an argument the fault ends. */
  setFault(fault?: Fault): void;
  close(): Promise<void>;
}

/** Starts a FHIR server that enforces SMART scopes. */
export async function startFhirServer(options: FhirServerOptions): Promise<FhirServer> {
  const server = await listenLocally(options);
  const fhirRelease = options.fhirRelease ?? 'R4';
  const baseUrl = `${server.origin}/fhir/${fhirRelease.toLowerCase()}`;
  const authorizationServer = new AuthorizationServer(options.authorizationServer, options.name);
  const store = new ResourceStore(baseUrl);
  for (const resource of options.resources ?? seedResources()) await store.createResource(resource);
  const clock = options.clock ?? (() => new Date());
  const handler = new FhirRequestHandler(
    baseUrl,
    authorizationServer,
    new AccessTokenVerifier(
      authorizationServer,
      baseUrl,
      options.introspection,
      clock,
      options.accessTokenType,
    ),
    new ResourceInteractions(store, baseUrl),
    fhirRelease,
  );
  handler.fault = options.fault;
  server.handle((request, response) => void handler.handle(request, response));
  return {
    baseUrl,
    requests: handler.requests,
    put: async (resource) => void (await store.createResource(resource)),
    setFault: (fault) => (handler.fault = fault),
    close: server.close,
  };
}
