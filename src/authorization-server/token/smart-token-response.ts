import type { KoaContextWithOIDC } from 'oidc-provider';
import type { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { authorizationDetails } from '#src/smart/launch/authorization-details.js';
import type { Next } from '../engine/context.js';
import { launchContextOf } from './access-token-claims.js';

/**
 * Completes the token response, on refresh too: the launch context beside the tokens (SMART App Launch 2.2, "Launch
 * context arrives with your access_token"), `authorization_details` where the client’s registration wants them, and the
 * Pragma header that RFC 6749 section 5.1 requires.
 */
export function smartTokenResponse(fhirServers: FhirServers) {
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    await next();
    if (ctx.oidc?.route !== 'token') return;
    ctx.set('Pragma', 'no-cache');
    const { AccessToken: token } = ctx.oidc.entities;
    if (ctx.status !== 200 || !token?.extra || typeof ctx.body !== 'object') return;
    Object.assign(ctx.body as object, launchContextOf(token.extra));
    const server = fhirServers.at([token.aud].flat()[0] ?? '');
    const details = server && authorizationDetails(server);
    if (details && ctx.oidc.client?.authorization_details_wanted === true)
      Object.assign(ctx.body as object, { authorization_details: details });
  };
}
