import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import { Engine } from '../engine/engine.js';
import { ADMIN_PAGE_CLIENT_ID } from '../storage/own-clients.js';
import { asOpaqueHandle } from './jwt-access-tokens.js';
import { apiResource } from '../authorize/api-resource.js';

/** The holder of a valid access token for this server’s own API. */
export interface ApiCaller {
  clientId: string;
  scopes: string[];
  /** The person by whom the client calls; absent for a client that calls for itself. */
  person?: { accountId: string; authTime: number };
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
    const caller = (await this.verify(token)) ?? (await this.verifyForPerson(token));
    return caller?.isForApi ? caller : undefined;
  }

  private async verifyForPerson(token: string): Promise<(ApiCaller & { isForApi: boolean }) | undefined> {
    const { provider } = this.engine;
    const found = await provider.AccessToken.find(asOpaqueHandle(token));
    if (!found?.isValid || !found.grantId || found.clientId !== ADMIN_PAGE_CLIENT_ID) return undefined;
    // Its Grant ends with the session, the sign-in and the account.
    if (!(await provider.Grant.find(found.grantId))) return undefined;
    const authTime = Number(found.extra?.auth_time ?? 0);
    return {
      clientId: found.clientId,
      scopes: splitScope(found.scope),
      person: { accountId: found.accountId, authTime },
      isForApi: [found.aud].flat().includes(apiResource(this.settings)),
    };
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
