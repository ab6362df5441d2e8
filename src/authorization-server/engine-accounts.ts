import { Injectable } from '@nestjs/common';
import type { Account as EngineAccount, AccountClaims, KoaContextWithOIDC } from 'oidc-provider';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { fhirUserUrl } from '#src/fhir-user/fhir-user-reference.js';
import { requestedResource } from './engine-context.js';

/** What the engine may know about accounts: whether one is usable, and the claims of its ID token. */
@Injectable()
export class EngineAccounts {
  constructor(
    private readonly accounts: AccountStore,
    private readonly fhirServers: FhirServers,
  ) {}

  /** `findAccount`. A switched-off account does not exist for the engine, so its codes and refresh tokens end too. */
  find = async (ctx: KoaContextWithOIDC, sub: string): Promise<EngineAccount | undefined> => {
    const account = await this.accounts.findById(sub);
    if (!account || account.status !== 'active') return undefined;
    return { accountId: account.id, claims: () => this.claims(ctx, account) };
  };

  /** The absolute `fhirUser` of an account on the server a token is for. */
  async fhirUser(accountId: string, resource: string | undefined): Promise<string | undefined> {
    const server = resource === undefined ? this.fhirServers.default : this.fhirServers.at(resource);
    const known = server && (await this.accounts.fhirUserOf(accountId, server.name));
    return known && fhirUserUrl({ server, resourceType: known.resourceType, id: known.resourceId });
  }

  private async claims(ctx: KoaContextWithOIDC, account: Account): Promise<AccountClaims> {
    const fhirUser = await this.fhirUser(account.id, resourceOf(ctx));
    return {
      sub: account.id,
      ...(fhirUser ? { fhirUser } : {}),
      ...(account.displayName ? { name: account.displayName } : {}),
    };
  }
}

/** On the token route the request names no FHIR server; the code or refresh token does. */
function resourceOf(ctx: KoaContextWithOIDC): string | undefined {
  const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
  const granted = AuthorizationCode?.resource ?? RefreshToken?.resource;
  return requestedResource(ctx) ?? (Array.isArray(granted) ? granted[0] : granted);
}
