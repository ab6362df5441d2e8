import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { FhirServers } from '#src/fhir-client/fhir-servers.js';

/** What a registration says about introspection. */
export interface Introspector {
  mayIntrospect?: boolean | 'all';
  /** The name of the FHIR server it stands for. */
  fhirServer?: string;
}

/**
 * The FHIR servers whose tokens somebody may introspect: their own, or all of them where the settings say so. A token
 * for somebody else is nothing to a resource server (RFC 7662 section 4).
 */
export function introspectableServers(
  { mayIntrospect, fhirServer }: Introspector,
  servers: FhirServers,
): readonly FhirServer[] {
  if (mayIntrospect === 'all') return servers.all;
  if (mayIntrospect !== true) return [];
  if (fhirServer === undefined) return servers.all.length === 1 ? servers.all : [];
  const own = servers.named(fhirServer);
  return own ? [own] : [];
}
