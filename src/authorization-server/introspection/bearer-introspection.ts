import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { AccessTokenVerifier } from './access-token-verifier.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { introspectable } from './introspection-reach.js';
import { OtherResources } from '../authorize/other-resources.js';
import { introspectionStandIn } from '../storage/own-clients.js';

/**
 * An access token with this scope permits introspection. A client gets the scope only when its registration names it.
 */
export const INTROSPECTION_SCOPE = '__wardkey/introspection.read';

/** The request has a Bearer token that does not permit introspection. */
export const REFUSED = 'refused';

/**
 * Introspection by access token: where access is controlled, a caller must be able to authenticate with an
 * appropriately scoped Bearer token (SMART App Launch 2.2, "Token introspection").
 *
 * The engine only knows client authentication. So the token is checked here, and the request goes on with the
 * credentials of an internal client (own-clients.ts). One place makes the answer for both kinds of callers.
 */
@Injectable()
export class BearerIntrospection {
  constructor(
    private readonly accessTokens: AccessTokenVerifier,
    private readonly clients: ClientDefinitions,
    private readonly fhirServers: FhirServers,
    private readonly otherResources: OtherResources,
  ) {}

  /**
   * @returns the `Authorization` header to go on with; undefined when the request has no Bearer token; `refused` when
   * its token does not permit introspection.
   */
  async authorization(request: IncomingMessage): Promise<string | undefined> {
    const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer') return undefined;
    const standIn = token && rest.length === 0 ? await this.standInFor(token) : undefined;
    if (!standIn) return REFUSED;
    // Form-encoded, as RFC 6749 section 2.3.1 requires: the id may contain a colon.
    const id = encodeURIComponent(standIn.client_id);
    return `Basic ${Buffer.from(`${id}:${standIn.client_secret}`).toString('base64')}`;
  }

  /**
   * The scope replaces the permission in the registration. It never reaches further than the resource servers that the
   * registration of the token’s holder names.
   */
  private async standInFor(token: string) {
    const caller = await this.accessTokens.verify(token);
    const client = caller && (await this.clients.find(caller.clientId));
    if (!client) return undefined;
    const mayByScope = caller.isForApi && caller.scopes.includes(INTROSPECTION_SCOPE);
    const mayIntrospect = client.mayIntrospect || mayByScope;
    const { fhirServers, otherResources } = this;
    const { fhirServer, resource } = client;
    const reach = introspectable({ mayIntrospect, fhirServer, resource }, { fhirServers, otherResources });
    if (reach === 'all') return introspectionStandIn();
    return reach.length === 0 ? undefined : introspectionStandIn({ fhirServer, resource });
  }
}
