import { Injectable, Logger } from '@nestjs/common';
import type Provider from 'oidc-provider';
import type { AccessToken, ClientCredentials } from 'oidc-provider';
import { AuditLog, type AuditFacts } from '#src/audit/audit-log.js';
import { GrantContextStore } from '#src/access/grant-context.store.js';
import { sha256 } from '#src/crypto/handle.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { Observers } from '#src/observation/observers.js';
import { parametersOf } from './context.js';

/** Turns what the engine reports into audit rows and log lines, and tells the observers how tokens were asked for. */
@Injectable()
export class EngineEvents {
  private readonly log = new Logger('Engine');

  constructor(
    private readonly audit: AuditLog,
    private readonly contexts: GrantContextStore,
    private readonly observers: Observers,
  ) {}

  listenTo(provider: Provider): void {
    provider.on('grant.success', (ctx) => {
      const { AccessToken, ClientCredentials, RotatedRefreshToken } = ctx.oidc.entities;
      if (RotatedRefreshToken?.grantId) this.noteUse(RotatedRefreshToken.grantId);
      const token = AccessToken ?? ClientCredentials;
      this.write({
        event: 'token.issued',
        outcome: 'success',
        accountId: AccessToken?.accountId,
        clientId: token?.clientId,
        trail: [
          { step: 'grant_type', finding: String(ctx.oidc.params?.grant_type) },
          ...(token?.scope ? [{ step: 'scope', finding: token.scope }] : []),
          // An opaque token is its own `jti`, so whoever reads the row could use it.
          ...(token && isJwt(token) ? [{ step: 'jti', finding: token.jti }] : []),
          ...(AccessToken?.grantId ? [{ step: 'grant', finding: sha256(AccessToken.grantId) }] : []),
        ],
      });
      this.tell(parametersOf(ctx));
    });
    provider.on('grant.error', (ctx, { error }) => this.tell(ctx.oidc ? parametersOf(ctx) : {}, error));
    provider.on('grant.revoked', (ctx) => {
      this.write({ event: 'grant.revoked', outcome: 'success', clientId: ctx.oidc.client?.clientId });
    });
    // The engine answers the client itself. The detail goes only into this server’s log.
    provider.on('server_error', (_ctx, error) => this.log.error(errorForLog(error), error.stack));
  }

  private noteUse(grantId: string): void {
    this.contexts.used(grantId).catch((error: unknown) => {
      this.log.error(`last use of a grant not written: ${errorForLog(error)}`);
    });
  }

  private tell({ grant_type: grantType = '' }: { grant_type?: string }, error?: string): void {
    if (this.observers.areThere) this.observers.tell('tokenAnswered', { grantType, error });
  }

  private write(facts: AuditFacts): void {
    this.audit.record(facts).catch((error: unknown) => {
      this.log.error(`audit row ${facts.event} not written, so its request fails: ${errorForLog(error)}`);
    });
  }
}

function isJwt({ resourceServer }: AccessToken | ClientCredentials): boolean {
  return resourceServer?.accessTokenFormat === 'jwt';
}
