import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { AccessTokenVerifier } from './access-token-verifier.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { introspectable } from './introspection-reach.js';
import { OtherResources } from '../authorize/other-resources.js';
import { introspectionStandIn } from '../storage/own-clients.js';

/** Holding it is permission to introspect; a client gets it only when its registration names it. */
export const INTROSPECTION_SCOPE = '__wardkey/introspection.read';

/** What is shown does not allow introspection. */
export const REFUSED = 'refused';

/**
 * Introspection by access token: where access is controlled, a caller must be able to authenticate with an
 * appropriately scoped Bearer token (SMART App Launch 2.2, "Token introspection").
 *
 * The engine knows client authentication only. So the token is checked here and the request goes on as the stand-in’s:
 * the answer is made in one place, whoever asks.
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
   * @returns the header to go on with; undefined when the request shows no Bearer token; `refused` when what it shows
   * does not allow introspection.
   */
  async authorization(request: IncomingMessage): Promise<string | undefined> {
    const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer') return undefined;
    const standIn = token && rest.length === 0 ? await this.standInFor(token) : undefined;
    if (!standIn) return REFUSED;
    // Form-encoded, as RFC 6749 section 2.3.1 has it: the id may hold a colon.
    const id = encodeURIComponent(standIn.client_id);
    return `Basic ${Buffer.from(`${id}:${standIn.client_secret}`).toString('base64')}`;
  }

  /** The scope is another way to ask, and reaches no further than the registration of who holds it. */
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
