import type { FhirServers } from '#src/fhir-client/fhir-servers.js';
import type { OtherResources } from '../authorize/other-resources.js';

/** What a registration says about introspection. */
export interface Introspector {
  mayIntrospect?: boolean | 'all';
  /** The name of the FHIR server it stands for. */
  fhirServer?: string;
  /** The name of the other API it stands for. */
  resource?: string;
}

/** Where tokens may be for. */
export interface ResourcePlaces {
  fhirServers: FhirServers;
  otherResources: OtherResources;
}

/**
 * The resource servers (by their address) whose tokens somebody may introspect: their own. A token for somebody else is
 * nothing to a resource server (RFC 7662 section 4).
 *
 * @returns `all` for a gateway: tokens for every resource server of the settings, and those for none.
 */
export function introspectable(
  { mayIntrospect, fhirServer, resource }: Introspector,
  { fhirServers, otherResources }: ResourcePlaces,
): 'all' | readonly string[] {
  if (mayIntrospect === 'all') return 'all';
  if (mayIntrospect !== true) return [];
  const own = [
    resource === undefined ? undefined : otherResources.named(resource)?.identifier,
    fhirServer === undefined ? undefined : fhirServers.named(fhirServer)?.baseUrl,
  ].filter((address) => address !== undefined);
  if (resource !== undefined || fhirServer !== undefined) return own;
  return fhirServers.all.length === 1 ? [fhirServers.all[0]!.baseUrl] : [];
}

/** Whether a token for these audiences is within somebody’s reach. */
export function isWithinReach(
  audiences: readonly string[],
  introspector: Introspector,
  places: ResourcePlaces,
): boolean {
  const reach = introspectable(introspector, places);
  if (reach !== 'all') return audiences.some((audience) => reach.includes(audience));
  // Of a plain OpenID Connect client, whose API may stand behind the gateway. Not for our own API.
  if (audiences.length === 0) return true;
  return audiences.some((audience) => places.fhirServers.at(audience) ?? places.otherResources.at(audience));
}
