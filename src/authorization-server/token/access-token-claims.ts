import { Injectable } from '@nestjs/common';
import {
  type AccessToken,
  type ClientCredentials,
  type KoaContextWithOIDC,
  type UnknownObject,
  errors,
} from 'oidc-provider';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { NO_FHIR_SERVER } from '#src/access/grant-context.entity.js';
import { GrantContextStore } from '#src/access/grant-context.store.js';
import type { LaunchContext } from '#src/access/granted-launch-context.js';
import { LAUNCH_CONTEXT_MEMBERS } from '#src/smart/launch/launch-context.js';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import { apiResource } from '../authorize/api-resource.js';
import { EngineAccounts } from '../engine/engine-accounts.js';
import { inAccessTokens, PersonClaims } from './person-claims.js';
import { StandingAccess } from '../session/standing-access.js';

/**
 * The claims of an access token beside the engine’s own: who the person is for FHIR, the launch context, and the claims
 * that its client’s registration puts there. All are looked up by the Grant, at the code exchange and at every refresh.
 */
@Injectable()
export class AccessTokenClaims {
  constructor(
    private readonly contexts: GrantContextStore,
    private readonly accounts: EngineAccounts,
    private readonly claims: PersonClaims,
    private readonly fhirServers: FhirServers,
    private readonly standing: StandingAccess,
    private readonly settings: Settings,
  ) {}

  /** `extraTokenClaims` */
  extra = async (
    ctx: KoaContextWithOIDC,
    token: AccessToken | ClientCredentials,
  ): Promise<UnknownObject | undefined> => {
    if (token.kind === 'ClientCredentials')
      return this.standing.epochsForClient(token.clientId!, [token.aud ?? []].flat());
    if (!('grantId' in token) || !token.grantId) return undefined;
    const carries = inAccessTokens(ctx.oidc.client).length > 0;
    if (token.aud === undefined && !carries) return undefined;
    const context = await this.contexts.find(token.grantId);
    const scopes = splitScope(ctx.oidc.entities.Grant?.getOIDCScopeFiltered(token.scopes));
    const claims = carries
      ? await this.accounts.accessTokenClaims(ctx.oidc.client!, token.accountId, context, scopes)
      : {};
    if (token.aud === undefined) return claims;
    if (audience(token) === apiResource(this.settings)) return authenticatedAt(ctx);
    const address = audience(token) ?? '';
    // The id of a patient names another patient on another server.
    if (context && context.fhirServer !== (this.fhirServers.at(address)?.name ?? NO_FHIR_SERVER))
      throw new errors.InvalidTarget('the grant is for another FHIR server');
    const { client } = ctx.oidc;
    return { ...claims, ...this.claims.ofLaunch(context, client, { audience: address, scope: token.scope }) };
  };

  /**
   * `formats.customizers.jwt`: a JWT is not stored, so it carries the id of its Grant (named as in FAPI Grant
   * Management). Introspection and revocation use it to see whether the Grant still stands.
   */
  customizeJwt = (
    _ctx: KoaContextWithOIDC,
    token: AccessToken | ClientCredentials,
    jwt: { payload: Record<string, unknown> },
  ): void => {
    if ('grantId' in token && token.grantId) jwt.payload.grant_id = token.grantId;
  };
}

/** The members of the token response that come from the launch (SMART App Launch 2.2). */
export function launchContextOf(extra: Record<string, unknown> = {}): LaunchContext {
  const isOfLaunch = (name: string) => (LAUNCH_CONTEXT_MEMBERS as readonly string[]).includes(name);
  return Object.fromEntries(Object.entries(extra).filter(([name]) => isOfLaunch(name)));
}

/** When the person signed in (RFC 9068 section 2.2.1): some changes need a sign-in of this very moment. */
function authenticatedAt({ oidc }: KoaContextWithOIDC): { auth_time?: number } {
  const { AuthorizationCode, RefreshToken } = oidc.entities;
  return { auth_time: (AuthorizationCode ?? RefreshToken)?.authTime };
}

function audience(token: AccessToken | ClientCredentials): string | undefined {
  return Array.isArray(token.aud) ? token.aud[0] : token.aud;
}
