import type { FhirServers } from '#src/fhir-client/fhir-servers.js';
import type { OtherResources } from '../authorize/other-resources.js';

/** What a registration says about introspection. */
export interface Introspector {
  mayIntrospect?: boolean | 'all';
  /** The name of the FHIR server that the client stands for. */
  fhirServer?: string;
  /** The name of the other API that the client stands for. */
  resource?: string;
}

/** The resource servers that tokens may be for. */
export interface ResourcePlaces {
  fhirServers: FhirServers;
  otherResources: OtherResources;
}

/**
 * The addresses of the resource servers whose tokens a client may introspect: its own only. A resource server has no
 * use for tokens for others (RFC 7662 section 4).
 *
 * @returns `all` for a gateway: it may introspect the tokens for every resource server in the settings, and those
 * without an audience.
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

/** Whether the client may introspect a token for these audiences. */
export function isWithinReach(
  audiences: readonly string[],
  introspector: Introspector,
  places: ResourcePlaces,
): boolean {
  const reach = introspectable(introspector, places);
  if (reach !== 'all') return audiences.some((audience) => reach.includes(audience));
  // A token without an audience is of a plain OpenID Connect client, whose API may stand behind the gateway. Tokens for
  // this server’s own API are not included.
  if (audiences.length === 0) return true;
  return audiences.some((audience) => places.fhirServers.at(audience) ?? places.otherResources.at(audience));
}
