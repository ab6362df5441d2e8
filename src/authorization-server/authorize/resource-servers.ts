import { Injectable } from '@nestjs/common';
import { type Client, errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import type { AccessTokenType, ResourceSettings } from '#src/config/settings/resource.settings.js';
import { ownScopes } from '#src/config/settings/scope.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { isSameAddress } from '#src/http/addresses/canonical-address.js';
import { isFixedScope, permittedScopes, splitScope } from '#src/smart/scopes/known-scopes.js';
import { parseSmartScope } from '#src/smart/scopes/smart-scope.js';
import { apiResource, isApiScope } from './api-resource.js';
import { requestedScopes, parametersOf } from '../engine/context.js';
import { ADMIN_PAGE_CLIENT_ID } from '../storage/own-clients.js';
import { OtherResources } from './other-resources.js';

/**
 * The engine’s resource indicators (RFC 8707) for SMART’s `aud`: which FHIR server or API a request is for, and which
 * scopes it may have there.
 */
@Injectable()
export class ResourceServers {
  constructor(
    private readonly fhirServers: FhirServers,
    private readonly settings: Settings,
    private readonly others: OtherResources,
  ) {}

  /**
   * Returns the address in the settings for any equivalent spelling of it; an address that is unknown is returned
   * unchanged.
   */
  known = (address: string): string => {
    const server = this.fhirServers.at(address);
    if (server) return server.baseUrl;
    const api = apiResource(this.settings);
    return isSameAddress(api, address) ? api : (this.others.at(address)?.identifier ?? address);
  };

  /** `typ` of JWT access tokens for these audiences. */
  accessTokenType([audience = '']: readonly string[]): AccessTokenType {
    const server = this.fhirServers.at(audience) ?? this.others.at(audience);
    return server?.accessTokenType ?? 'at+jwt';
  }

  /** `features.resourceIndicators.defaultResource` */
  defaultResource = (
    ctx: KoaContextWithOIDC,
    client: Client,
    oneOf?: readonly string[],
  ): string | readonly string[] => {
    if (oneOf) return oneOf;
    const { aud } = parametersOf(ctx);
    if (aud !== undefined) {
      const server = this.fhirServers.at(aud);
      if (!server)
        throw new errors.InvalidTarget(
          'aud is not a FHIR server that this authorization server issues tokens for',
        );
      return server.baseUrl;
    }
    if (isClientCredentials(ctx)) {
      const other = this.otherMeant(ctx, client);
      if (other) return other.identifier;
      if (requestedScopes(ctx).some(isApiScope)) return apiResource(this.settings);
      if (!this.fhirServers.default)
        throw new errors.InvalidTarget('resource is required: there are several FHIR servers');
      return this.fhirServers.default.baseUrl;
    }
    if (ctx.oidc.route === 'token') return [];
    const wantsClinicalData = requestedScopes(ctx).some(
      (scope) => parseSmartScope(scope) !== undefined || /^launch\b/.test(scope),
    );
    if (wantsClinicalData) {
      throw new errors.InvalidRequest(
        'aud is required: the base URL of the FHIR server (SMART App Launch 2.2)',
      );
    }
    const other = this.otherMeant(ctx, client);
    if (other) return other.identifier;
    this.plainRequest(ctx, client);
    return [];
  };

  /**
   * Replaces the requested scopes by the permitted ones, once the request is known to be valid. The engine grants
   * nothing beyond the scopes of the request. It drops scopes that it does not know in the same way.
   */
  settle(ctx: KoaContextWithOIDC): void {
    const [server] = Object.values(ctx.oidc.resourceServers ?? {});
    const permitted = server ? [...server.scopes] : this.permittedForPeople(ctx, ctx.oidc.client!);
    parametersOf(ctx).scope = permitted.join(' ') || undefined;
  }

  /**
   * A request for OpenID Connect alone: none of its tokens opens a FHIR server. Scopes that the client may not have are
   * dropped.
   */
  private plainRequest(ctx: KoaContextWithOIDC, client: Client): void {
    const requested = requestedScopes(ctx);
    const permitted = this.permittedForPeople(ctx, client);
    // Also when the request has no scope at all, because there is no default scope (RFC 6749 section 3.3).
    if (permitted.length === 0)
      throw new errors.InvalidScope('none of the requested scopes is allowed', requested.join(' '));
    this.checkFhirUser(permitted, client);
  }

  /** `fhirUser` says who the person is on a FHIR server, so the request must mean one. */
  private checkFhirUser(permitted: string[], client: Client): void {
    const named = client.fhir_server;
    if (permitted.includes('fhirUser') && !this.fhirServers.meantBy(undefined, named))
      throw new errors.InvalidRequest(
        'aud is required for the scope fhirUser: there is no default FHIR server',
      );
  }

  /** `features.resourceIndicators.getResourceServerInfo` */
  info = (ctx: KoaContextWithOIDC, identifier: string, client: Client): ResourceServer => {
    if (identifier === apiResource(this.settings)) return this.api(ctx, client);
    const other = this.others.at(identifier);
    if (other) return this.other(ctx, other, client);
    const server = this.fhirServers.at(identifier);
    if (!server)
      throw new errors.InvalidTarget(
        'resource is not a FHIR server or another API that this authorization server issues tokens for',
      );
    this.checkOneServer(ctx, server.baseUrl);
    checkLaunch(ctx, client);
    const scope = this.scopes(ctx, identifier, client).join(' ');
    return { audience: server.baseUrl, scope, ...this.tokenForm(ctx, server) };
  };

  /** An API in the settings that is not a FHIR server. */
  private other(ctx: KoaContextWithOIDC, other: ResourceSettings, client: Client): ResourceServer {
    this.checkOneServer(ctx, other.identifier);
    if (ctx.oidc.route !== 'token' && parametersOf(ctx).launch !== undefined)
      throw new errors.InvalidRequest('the parameter launch can be used only with a FHIR server');
    const scope = this.scopesOfOther(ctx, other, client).join(' ');
    return { audience: other.identifier, scope, ...this.tokenForm(ctx, other) };
  }

  private scopesOfOther(ctx: KoaContextWithOIDC, other: ResourceSettings, client: Client): string[] {
    const requested = requestedScopes(ctx);
    const registered = splitScope(client.smart_scope);
    const known = other.scopes.map(({ name }) => name);
    const theirs = requested.filter((scope) => known.includes(scope) && registered.includes(scope));
    if (isClientCredentials(ctx)) return this.exactly(theirs, ctx, client);
    if (ctx.oidc.route === 'token')
      return splitScope(ctx.oidc.entities.Grant?.getResourceScope(other.identifier));
    const ofPeople = [...OF_OPENID_CONNECT, ...ownScopes(this.settings.scopes)];
    const ofPerson = this.permittedForPeople(ctx, client).filter((scope) => ofPeople.includes(scope));
    const permitted = requested.filter((scope) => theirs.includes(scope) || ofPerson.includes(scope));
    this.checkFhirUser(permitted, client);
    // A token for this API is useless without one of its scopes.
    this.mustNotBeEmpty(theirs.length > 0 ? permitted : [], ctx);
    return permitted;
  }

  /** The API that defines the requested scopes, for a request that names no resource. */
  private otherMeant(ctx: KoaContextWithOIDC, client: Client): ResourceSettings | undefined {
    const registered = splitScope(client.smart_scope);
    const scopes = requestedScopes(ctx).filter((scope) => registered.includes(scope));
    const [one, ...more] = this.others.knowing(scopes);
    if (more.length > 0)
      throw new errors.InvalidTarget('resource is required: several APIs know the scopes that are asked for');
    return one;
  }

  private tokenForm(
    ctx: KoaContextWithOIDC,
    {
      accessTokenFormat,
      accessTokenAlgorithm,
    }: Pick<FhirServer, 'accessTokenFormat' | 'accessTokenAlgorithm'>,
  ) {
    const accessTokenTTL = this.lifetime(ctx);
    return accessTokenFormat === 'opaque'
      ? ({ accessTokenFormat, accessTokenTTL } as const)
      : ({ accessTokenFormat, accessTokenTTL, jwt: { sign: { alg: accessTokenAlgorithm } } } as const);
  }

  /**
   * One request is for one FHIR server, because the person’s resource and the chosen patient are valid on that server
   * only. A token for a second server would carry the patient id of the first.
   */
  private checkOneServer(ctx: KoaContextWithOIDC, address: string): void {
    const { resource, aud } = parametersOf(ctx);
    if ([resource ?? []].flat().length > 1)
      throw new errors.InvalidTarget('only one resource server can be asked for at a time');
    // In a pushed request, `aud` may be this authorization server instead (RFC 9126 section 2.1, RFC 9101).
    if (aud === undefined || aud === this.settings.issuer || ctx.oidc.route === 'token') return;
    if (this.known(aud) !== address)
      throw new errors.InvalidTarget('aud and resource name different servers');
  }

  /**
   * This server’s own API: for clients without a person, and only for the scopes in their registration; and for
   * administrators in this server’s own page.
   */
  private api(ctx: KoaContextWithOIDC, client: Client): ResourceServer {
    return {
      audience: apiResource(this.settings),
      scope: this.scopesOfApi(ctx, client).join(' '),
      accessTokenFormat: 'jwt',
      accessTokenTTL: 300,
      jwt: { sign: { alg: 'ES256' } },
    };
  }

  private scopesOfApi(ctx: KoaContextWithOIDC, client: Client): string[] {
    const registered = splitScope(client.smart_scope);
    if (isClientCredentials(ctx)) {
      const permitted = requestedScopes(ctx).filter((one) => isApiScope(one) && registered.includes(one));
      return this.exactly(permitted, ctx, client);
    }
    if (client.clientId !== ADMIN_PAGE_CLIENT_ID)
      throw new errors.InvalidTarget('this resource is for the client credentials grant only');
    if (ctx.oidc.route === 'token')
      return splitScope(ctx.oidc.entities.Grant?.getResourceScope(apiResource(this.settings)));
    const permitted = requestedScopes(ctx).filter((one) => registered.includes(one));
    this.mustNotBeEmpty(permitted, ctx);
    return permitted;
  }

  private scopes(ctx: KoaContextWithOIDC, identifier: string, client: Client): string[] {
    if (isClientCredentials(ctx)) return this.systemScopes(ctx, client);
    // The engine calls this again on the token route, where the request has no scope. The scopes then come from the
    // Grant. Otherwise the token would be issued without any.
    if (ctx.oidc.route === 'token') return splitScope(ctx.oidc.entities.Grant?.getResourceScope(identifier));
    // A person is present, so `system/` scopes have no meaning here. The scope `launch` has none without a launch.
    const launched = parametersOf(ctx).launch !== undefined;
    const permitted = this.permittedForPeople(ctx, client).filter(
      (scope) => parseSmartScope(scope)?.level !== 'system' && (scope !== 'launch' || launched),
    );
    this.mustNotBeEmpty(permitted, ctx);
    return permitted;
  }

  /** RFC 6749 section 3.3. The request is refused now, because a sign-in could not lead to any access. */
  private mustNotBeEmpty(permitted: string[], ctx: KoaContextWithOIDC): void {
    if (permitted.length === 0)
      throw new errors.InvalidScope(
        'none of the requested scopes can be granted',
        requestedScopes(ctx).join(' '),
      );
  }

  /**
   * SMART App Launch 2.2, Backend Services: scope is required, and only `system/` scopes make sense without a person.
   */
  private systemScopes(ctx: KoaContextWithOIDC, client: Client): string[] {
    const requested = requestedScopes(ctx);
    const allowed = client.smart_scope ?? '';
    const permitted = permittedScopes(requested, allowed).filter(
      (scope) => !isFixedScope(scope) && parseSmartScope(scope)?.level === 'system',
    );
    return this.exactly(permitted, ctx, client);
  }

  /**
   * A client without a person gets all the scopes that it asks for, or an error: no page could show what was left out.
   */
  private exactly(permitted: string[], ctx: KoaContextWithOIDC, client: Client): string[] {
    const requested = requestedScopes(ctx);
    if (requested.length === 0) throw new errors.InvalidScope('scope is required', '');
    const refused = requested.filter((scope) => !permitted.includes(scope));
    const registered = splitScope(client.smart_scope);
    // RFC 8707 section 2: a token is for one resource server. Each of these scopes would be accepted at its own server.
    if (permitted.length > 0 && refused.length > 0 && refused.every((scope) => registered.includes(scope)))
      throw new errors.InvalidTarget(
        `${permitted.join(' ')} and ${refused.join(' ')} belong to different resource servers: a token is for one, so ask once for each`,
      );
    if (refused.length > 0)
      throw new errors.InvalidScope('requested scope is not allowed for this client', refused.join(' '));
    return permitted;
  }

  /**
   * The requested scopes that this client may have. `online_access` means nothing for a client that gets no refresh
   * tokens.
   */
  private permittedForPeople(ctx: KoaContextWithOIDC, client: Client): string[] {
    const own = ownScopes(this.settings.scopes);
    const permitted = permittedScopes(requestedScopes(ctx), client.smart_scope, own);
    // The engine drops `offline_access` in that case.
    return permitted.filter((scope) => scope !== 'online_access' || client.grantTypeAllowed('refresh_token'));
  }

  private lifetime(ctx: KoaContextWithOIDC): number {
    return isClientCredentials(ctx) ? 300 : this.settings.tokens.accessTokenSeconds;
  }
}

/** The OpenID Connect scopes that a request may combine with those of an API that is not a FHIR server. */
const OF_OPENID_CONNECT = ['openid', 'profile', 'email', 'fhirUser', 'offline_access', 'online_access'];

/**
 * Scopes by which an app gets a patient without an EHR launch (SMART App Launch 2.2, "Scopes for requesting context
 * data").
 */
const STANDALONE = ['launch/patient', 'launch/encounter'];

/**
 * An EHR launch needs both the parameter `launch` and the scope `launch`. If one is missing, the request is refused, so
 * that the mistake is seen.
 */
function checkLaunch(ctx: KoaContextWithOIDC, client: Client): void {
  if (ctx.oidc.route === 'token') return;
  const { launch } = parametersOf(ctx);
  const requested = requestedScopes(ctx);
  const asked = requested.includes('launch');
  // Many apps ask for both kinds of scopes and get a patient either way. Without the parameter, it is a standalone
  // launch.
  if (launch === undefined && STANDALONE.some((scope) => requested.includes(scope))) return;
  // If this scope were dropped like others, the mistake would be seen only after the sign-in, as a launch without the
  // scope.
  if (asked && permittedScopes(['launch'], client.smart_scope).length === 0)
    throw new errors.InvalidScope('the client is not registered for the scope launch', 'launch');
  if (asked && launch === undefined)
    throw new errors.InvalidRequest(
      'the scope launch needs the parameter launch that the EHR opened the app with',
    );
  if (!asked && launch !== undefined)
    throw new errors.InvalidRequest('the parameter launch needs the scope launch');
}

function isClientCredentials(ctx: KoaContextWithOIDC): boolean {
  return (
    ctx.oidc.route === 'token' &&
    (ctx.oidc.params as { grant_type?: string } | undefined)?.grant_type === 'client_credentials'
  );
}
