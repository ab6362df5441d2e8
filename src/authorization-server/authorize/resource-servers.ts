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
import type { ClientFacts } from '../storage/client-metadata.js';
import { ADMIN_PAGE_CLIENT_ID } from '../storage/own-clients.js';
import { OtherResources } from './other-resources.js';

/** What of a request decides which resource server it is for, and which scopes it may have there. */
export interface ResourceRequest {
  /** `token`: a code or a refresh token is exchanged, for what the person allowed before. */
  kind: 'authorization' | 'token' | 'clientCredentials';
  scopes: string[];
  aud?: string;
  resource?: string | string[];
  launch?: string;
  /** What the Grant of a code or refresh token holds for a resource server. */
  grantedAt?: (identifier: string) => string | undefined;
}

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
    return oneOf ?? this.meantBy(requestOf(ctx), client) ?? [];
  };

  /**
   * The resource server that a request is for.
   *
   * @returns undefined for a request that is for none: OpenID Connect alone.
   * @throws errors.InvalidTarget, errors.InvalidRequest, errors.InvalidScope
   */
  meantBy(request: ResourceRequest, client: ClientFacts): string | undefined {
    const { aud, scopes } = request;
    if (aud !== undefined) {
      const server = this.fhirServers.at(aud);
      if (!server)
        throw new errors.InvalidTarget(
          'aud is not a FHIR server that this authorization server issues tokens for',
        );
      return server.baseUrl;
    }
    if (request.kind === 'clientCredentials') {
      const other = this.otherMeant(request, client);
      if (other) return other.identifier;
      if (scopes.some(isApiScope)) return apiResource(this.settings);
      if (!this.fhirServers.default)
        throw new errors.InvalidTarget('resource is required: there are several FHIR servers');
      return this.fhirServers.default.baseUrl;
    }
    if (request.kind === 'token') return undefined;
    const wantsClinicalData = scopes.some(
      (scope) => parseSmartScope(scope) !== undefined || /^launch\b/.test(scope),
    );
    if (wantsClinicalData) {
      throw new errors.InvalidRequest(
        'aud is required: the base URL of the FHIR server (SMART App Launch 2.2)',
      );
    }
    const other = this.otherMeant(request, client);
    if (other) return other.identifier;
    this.plainRequest(request, client);
    return undefined;
  }

  /**
   * Replaces the requested scopes by the permitted ones, once the request is known to be valid. The engine grants
   * nothing beyond the scopes of the request. It drops scopes that it does not know in the same way.
   */
  settle(ctx: KoaContextWithOIDC): void {
    const [server] = Object.values(ctx.oidc.resourceServers ?? {});
    const permitted = server ? [...server.scopes] : this.permittedForPeople(requestOf(ctx), ctx.oidc.client!);
    parametersOf(ctx).scope = permitted.join(' ') || undefined;
  }

  /**
   * A request for OpenID Connect alone: none of its tokens opens a FHIR server. Scopes that the client may not have are
   * dropped.
   */
  private plainRequest(request: ResourceRequest, client: ClientFacts): void {
    const permitted = this.permittedForPeople(request, client);
    // Also when the request has no scope at all, because there is no default scope (RFC 6749 section 3.3).
    if (permitted.length === 0)
      throw new errors.InvalidScope('none of the requested scopes is allowed', request.scopes.join(' '));
    this.checkFhirUser(permitted, client);
  }

  /** `fhirUser` says who the person is on a FHIR server, so the request must mean one. */
  private checkFhirUser(permitted: string[], client: ClientFacts): void {
    const named = client.fhir_server;
    if (permitted.includes('fhirUser') && !this.fhirServers.meantBy(undefined, named))
      throw new errors.InvalidRequest(
        'aud is required for the scope fhirUser: there is no default FHIR server',
      );
  }

  /** `features.resourceIndicators.getResourceServerInfo` */
  info = (ctx: KoaContextWithOIDC, identifier: string, client: Client): ResourceServer =>
    this.access(requestOf(ctx), identifier, client);

  /**
   * What a request may have at a resource server: its scopes there, and the form of the token.
   *
   * @throws errors.InvalidTarget, errors.InvalidRequest, errors.InvalidScope
   */
  access(request: ResourceRequest, identifier: string, client: ClientFacts): ResourceServer {
    if (identifier === apiResource(this.settings)) return this.api(request, client);
    const other = this.others.at(identifier);
    if (other) return this.other(request, other, client);
    const server = this.fhirServers.at(identifier);
    if (!server)
      throw new errors.InvalidTarget(
        'resource is not a FHIR server or another API that this authorization server issues tokens for',
      );
    this.checkOneServer(request, server.baseUrl);
    checkLaunch(request, client);
    const scope = this.scopes(request, identifier, client).join(' ');
    return { audience: server.baseUrl, scope, ...this.tokenForm(request, server) };
  }

  /** An API in the settings that is not a FHIR server. */
  private other(request: ResourceRequest, other: ResourceSettings, client: ClientFacts): ResourceServer {
    this.checkOneServer(request, other.identifier);
    if (request.kind === 'authorization' && request.launch !== undefined)
      throw new errors.InvalidRequest('the parameter launch can be used only with a FHIR server');
    const scope = this.scopesOfOther(request, other, client).join(' ');
    return { audience: other.identifier, scope, ...this.tokenForm(request, other) };
  }

  private scopesOfOther(request: ResourceRequest, other: ResourceSettings, client: ClientFacts): string[] {
    const requested = request.scopes;
    const registered = splitScope(client.smart_scope);
    const known = other.scopes.map(({ name }) => name);
    const theirs = requested.filter((scope) => known.includes(scope) && registered.includes(scope));
    if (request.kind === 'clientCredentials') return this.exactly(theirs, request, client);
    if (request.kind === 'token') return splitScope(request.grantedAt?.(other.identifier));
    const ofPeople = [...OF_OPENID_CONNECT, ...ownScopes(this.settings.scopes)];
    const ofPerson = this.permittedForPeople(request, client).filter((scope) => ofPeople.includes(scope));
    const permitted = requested.filter((scope) => theirs.includes(scope) || ofPerson.includes(scope));
    this.checkFhirUser(permitted, client);
    // A token for this API is useless without one of its scopes.
    this.mustNotBeEmpty(theirs.length > 0 ? permitted : [], request);
    return permitted;
  }

  /** Whether an API that is not a FHIR server defines this scope. */
  isOfOtherResource(scope: string): boolean {
    return this.others.knowing([scope]).length > 0;
  }

  /** The API that defines the requested scopes, for a request that names no resource. */
  private otherMeant(request: ResourceRequest, client: ClientFacts): ResourceSettings | undefined {
    const registered = splitScope(client.smart_scope);
    const scopes = request.scopes.filter((scope) => registered.includes(scope));
    const [one, ...more] = this.others.knowing(scopes);
    if (more.length > 0)
      throw new errors.InvalidTarget('resource is required: several APIs know the scopes that are asked for');
    return one;
  }

  private tokenForm(
    request: ResourceRequest,
    {
      accessTokenFormat,
      accessTokenAlgorithm,
    }: Pick<FhirServer, 'accessTokenFormat' | 'accessTokenAlgorithm'>,
  ) {
    const accessTokenTTL = this.lifetime(request);
    return accessTokenFormat === 'opaque'
      ? ({ accessTokenFormat, accessTokenTTL } as const)
      : ({ accessTokenFormat, accessTokenTTL, jwt: { sign: { alg: accessTokenAlgorithm } } } as const);
  }

  /**
   * One request is for one FHIR server, because the person’s resource and the chosen patient are valid on that server
   * only. A token for a second server would carry the patient id of the first.
   */
  private checkOneServer(request: ResourceRequest, address: string): void {
    const { resource, aud } = request;
    if ([resource ?? []].flat().length > 1)
      throw new errors.InvalidTarget('only one resource server can be asked for at a time');
    // In a pushed request, `aud` may be this authorization server instead (RFC 9126 section 2.1, RFC 9101).
    if (aud === undefined || aud === this.settings.issuer || request.kind !== 'authorization') return;
    if (this.known(aud) !== address)
      throw new errors.InvalidTarget('aud and resource name different servers');
  }

  /**
   * This server’s own API: for clients without a person, and only for the scopes in their registration; and for
   * administrators in this server’s own page.
   */
  private api(request: ResourceRequest, client: ClientFacts): ResourceServer {
    return {
      audience: apiResource(this.settings),
      scope: this.scopesOfApi(request, client).join(' '),
      accessTokenFormat: 'jwt',
      accessTokenTTL: 300,
      jwt: { sign: { alg: 'ES256' } },
    };
  }

  private scopesOfApi(request: ResourceRequest, client: ClientFacts): string[] {
    const registered = splitScope(client.smart_scope);
    if (request.kind === 'clientCredentials') {
      const permitted = request.scopes.filter((one) => isApiScope(one) && registered.includes(one));
      return this.exactly(permitted, request, client);
    }
    if (client.clientId !== ADMIN_PAGE_CLIENT_ID)
      throw new errors.InvalidTarget('this resource is for the client credentials grant only');
    if (request.kind === 'token') return splitScope(request.grantedAt?.(apiResource(this.settings)));
    const permitted = request.scopes.filter((one) => registered.includes(one));
    this.mustNotBeEmpty(permitted, request);
    return permitted;
  }

  private scopes(request: ResourceRequest, identifier: string, client: ClientFacts): string[] {
    if (request.kind === 'clientCredentials') return this.systemScopes(request, client);
    // The engine calls this again on the token route, where the request has no scope. The scopes then come from the
    // Grant. Otherwise the token would be issued without any.
    if (request.kind === 'token') return splitScope(request.grantedAt?.(identifier));
    // A person is present, so `system/` scopes have no meaning here. The scope `launch` has none without a launch.
    const launched = request.launch !== undefined;
    const permitted = this.permittedForPeople(request, client).filter(
      (scope) => parseSmartScope(scope)?.level !== 'system' && (scope !== 'launch' || launched),
    );
    this.mustNotBeEmpty(permitted, request);
    return permitted;
  }

  /** RFC 6749 section 3.3. The request is refused now, because a sign-in could not lead to any access. */
  private mustNotBeEmpty(permitted: string[], request: ResourceRequest): void {
    if (permitted.length === 0)
      throw new errors.InvalidScope('none of the requested scopes can be granted', request.scopes.join(' '));
  }

  /**
   * SMART App Launch 2.2, Backend Services: scope is required, and only `system/` scopes make sense without a person.
   */
  private systemScopes(request: ResourceRequest, client: ClientFacts): string[] {
    const requested = request.scopes;
    const allowed = client.smart_scope ?? '';
    const permitted = permittedScopes(requested, allowed).filter(
      (scope) => !isFixedScope(scope) && parseSmartScope(scope)?.level === 'system',
    );
    return this.exactly(permitted, request, client);
  }

  /**
   * A client without a person gets all the scopes that it asks for, or an error: no page could show what was left out.
   */
  private exactly(permitted: string[], request: ResourceRequest, client: ClientFacts): string[] {
    const requested = request.scopes;
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
   * The requested scopes that this client may have. `offline_access` and `online_access` mean nothing for a client that
   * gets no refresh tokens.
   */
  permittedForPeople(request: ResourceRequest, client: ClientFacts): string[] {
    const own = ownScopes(this.settings.scopes);
    const permitted = permittedScopes(request.scopes, client.smart_scope, own);
    const refreshes = client.grantTypeAllowed('refresh_token');
    return permitted.filter((scope) => refreshes || !FOR_REFRESH.includes(scope));
  }

  private lifetime(request: ResourceRequest): number {
    return request.kind === 'clientCredentials' ? 300 : this.settings.tokens.accessTokenSeconds;
  }
}

/** The scopes that ask for refresh tokens. */
const FOR_REFRESH = ['offline_access', 'online_access'];

/** The OpenID Connect scopes that a request may combine with those of an API that is not a FHIR server. */
const OF_OPENID_CONNECT = ['openid', 'profile', 'email', 'fhirUser', ...FOR_REFRESH];

/**
 * Scopes by which an app gets a patient without an EHR launch (SMART App Launch 2.2, "Scopes for requesting context
 * data").
 */
const STANDALONE = ['launch/patient', 'launch/encounter'];

/**
 * An EHR launch needs both the parameter `launch` and the scope `launch`. If one is missing, the request is refused, so
 * that the mistake is seen.
 */
function checkLaunch(request: ResourceRequest, client: ClientFacts): void {
  if (request.kind !== 'authorization') return;
  const { launch } = request;
  const requested = request.scopes;
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

/** What the engine’s call is about. */
function requestOf(ctx: KoaContextWithOIDC): ResourceRequest {
  const { aud, resource, launch } = parametersOf(ctx);
  return {
    kind: isClientCredentials(ctx)
      ? 'clientCredentials'
      : ctx.oidc.route === 'token'
        ? 'token'
        : 'authorization',
    scopes: requestedScopes(ctx),
    aud,
    resource,
    launch,
    grantedAt: (identifier) => ctx.oidc.entities.Grant?.getResourceScope(identifier),
  };
}

function isClientCredentials(ctx: KoaContextWithOIDC): boolean {
  return (
    ctx.oidc.route === 'token' &&
    (ctx.oidc.params as { grant_type?: string } | undefined)?.grant_type === 'client_credentials'
  );
}
