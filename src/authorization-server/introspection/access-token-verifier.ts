import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import { Engine } from '../engine/engine.js';
import { asOpaqueHandle } from './jwt-access-tokens.js';
import { apiResource } from '../authorize/api-resource.js';

/** The holder of a valid access token for this server’s own API. */
export interface ApiCaller {
  clientId: string;
  scopes: string[];
}

/** Checks access tokens that are presented to this server itself. */
@Injectable()
export class AccessTokenVerifier {
  constructor(
    private readonly engine: Engine,
    private readonly settings: Settings,
  ) {}

  /**
   * @returns the caller, or undefined when the token is unknown, expired, revoked, or meant for another resource
   * server.
   */
  async verifyForApi(token: string): Promise<ApiCaller | undefined> {
    const caller = await this.verify(token);
    return caller?.isForApi ? caller : undefined;
  }

  /**
   * @returns the holder of any access token that a client got without a person, whichever resource server it is for.
   */
  async verify(token: string): Promise<(ApiCaller & { isForApi: boolean }) | undefined> {
    const found = await this.engine.provider.ClientCredentials.find(asOpaqueHandle(token));
    if (!found?.isValid || !found.clientId) return undefined;
    // A client that was removed has no access any more.
    if (!(await this.engine.provider.Client.find(found.clientId))) return undefined;
    const isForApi = [found.aud].flat().includes(apiResource(this.settings));
    return { clientId: found.clientId, scopes: splitScope(found.scope), isForApi };
  }
}
