import { Body, Controller, Get, Param, Post, Query, Res, UseFilters } from '@nestjs/common';
import type { Response } from 'express';
import { AuditLog } from '#src/audit/audit-log.js';
import { SignOutAcross } from '#src/authorization-server/logout/sign-out-across.js';
import { FederationError } from '#src/federation/errors.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { LogoutTokenVerifier } from '#src/federation/connectors/openid-connect/tokens/logout-token-verifier.js';
import { UpstreamLogout } from '#src/federation/logout/upstream-logout.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { Pages } from '../views/organisation-pages.js';
import { sendPage } from '../views/send-page.js';
import { singleValues } from '../pending/single-values.js';

/**
 * The routes to which identity providers send browsers after a sign-out there, and to which they report a sign-out
 * themselves.
 */
@Controller('federation/:scheme')
export class IdentityProviderLogoutController {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly upstream: UpstreamLogout,
    private readonly verifier: LogoutTokenVerifier,
    private readonly signOut: SignOutAcross,
    private readonly pages: Pages,
    private readonly audit: AuditLog,
  ) {}

  /** This server’s post-logout redirect URI. */
  @Get('signedout')
  @UseFilters(PageErrorFilter)
  async signedOut(
    @Res() response: Response,
    @Param('scheme') scheme: string,
    @Query('state') state?: unknown,
  ): Promise<void> {
    const returnTo = await this.upstream.complete(scheme, typeof state === 'string' ? state : undefined);
    if (returnTo) response.redirect(303, returnTo);
    // Not every identity provider sends the state back. The person is signed out all the same.
    else sendPage(response, this.pages.render({ kind: 'signedOut' }));
  }

  /** OpenID Connect Back-Channel Logout 1.0 sections 2.5 to 2.8. */
  @Post('backchannel-logout')
  async backchannelLogout(
    @Res() response: Response,
    @Param('scheme') scheme: string,
    @Body() form: unknown,
  ): Promise<void> {
    const problem = await this.endSessions(scheme, singleValues(form).logout_token);
    if (problem === undefined) {
      response.status(200).end();
      return;
    }
    await this.audit.record({
      event: 'provider.logout_refused',
      outcome: 'refused',
      scheme,
      trail: [{ step: 'logout_token_verify', finding: problem, mark: 'refused' }],
    });
    response.status(400).json({ error: 'invalid_request', error_description: problem });
  }

  /** @returns what is wrong with the request; undefined when nothing is wrong. */
  private async endSessions(scheme: string, logoutToken: string | undefined): Promise<string | undefined> {
    // An identity provider that is switched off signs no person in, but it may still end sessions that it began before.
    const provider = await this.providers.evenSwitchedOff(scheme);
    if (!provider) return 'there is no such identity provider';
    if (!logoutToken) return 'logout_token is missing';
    try {
      const message = await this.verifier.verify(logoutToken, provider);
      return (await this.signOut.fromProvider(message, scheme))
        ? undefined
        : 'this logout token was used before';
    } catch (error) {
      if (error instanceof FederationError) return error.detail ?? error.message;
      throw error;
    }
  }
}
