import { Body, Controller, ForbiddenException, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TestSignIns, testUid } from '#src/administration/test-sign-ins/test-sign-ins.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import { Settings } from '#src/config/settings/settings.js';
import { FederationError } from '#src/federation/errors.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { FederatedLogin } from '#src/federation/login/federated-login.js';
import { Csrf } from '../pending/csrf.js';
import { singleValues } from '../pending/single-values.js';
import { Pages } from '../views/organisation-pages.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { sendPage } from '../views/send-page.js';

const COOKIE = 'wardkey_test';

/**
 * A sign-in at an identity provider without effect, for which an administrator gave the address. The page says so, and
 * that the administrator sees the claims; only then does the person go to the identity provider. The cookie proves that
 * the browser that comes back is the one that left.
 */
@Controller('federation/:scheme/test')
@UseFilters(PageErrorFilter)
export class TestSignInController {
  constructor(
    private readonly tests: TestSignIns,
    private readonly federatedLogin: FederatedLogin,
    private readonly providers: IdentityProviders,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
    private readonly settings: Settings,
  ) {}

  /** Takes the identity provider’s answer, in the browser that was sent there. */
  @Get('return')
  async arrive(
    @Req() request: Request,
    @Res() response: Response,
    @Param('scheme') scheme: string,
  ): Promise<void> {
    const id = idIn(request);
    const end = id && (await this.tests.endOf(scheme, id));
    if (!id || end === undefined) throw new InteractionNotActiveError('no test sign-in is under way here');
    const callback = singleValues(request.query);
    try {
      const options = { evenSwitchedOff: true };
      const completed = await this.federatedLogin.complete(callback, testUid(id), () => true, options);
      await this.tests.decide(scheme, id, completed.identity, completed.provider);
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      // An answer that belongs to no login of this browser says nothing about the test.
      if (error.code === 'login_not_active')
        throw new InteractionNotActiveError('no test sign-in is under way here for this answer');
      await this.tests.fail(scheme, id, error);
    }
    response.clearCookie(COOKIE, this.cookieOptions(scheme));
    sendPage(response, this.pages.render({ kind: 'done', what: { kind: 'signInTested' } }));
  }

  @Get(':id')
  async ask(
    @Res() response: Response,
    @Param('scheme') scheme: string,
    @Param('id') id: string,
  ): Promise<void> {
    const provider = await this.providerOf(scheme, id);
    response.cookie(COOKIE, id, this.cookieOptions(scheme));
    sendPage(
      response,
      this.pages.render({
        kind: 'testSignIn',
        action: `/federation/${scheme}/test/${id}`,
        csrf: this.csrf.token(testUid(id)),
        provider: this.providers.displayName(provider),
      }),
    );
  }

  @Post(':id')
  async leave(
    @Req() request: Request,
    @Res() response: Response,
    @Param('scheme') scheme: string,
    @Param('id') id: string,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const provider = await this.providerOf(scheme, id);
    // Another site can neither read the page nor make the browser send this cookie with a form.
    if (idIn(request) !== id || !this.csrf.matches(testUid(id), form.csrf)) throw new ForbiddenException();
    try {
      const expiresAt = (await this.tests.endOf(scheme, id))!;
      // On a shared computer another person may still be signed in there.
      const there = await this.federatedLogin.begin(
        provider,
        { uid: testUid(id), expiresAt },
        { prompt: 'login' },
      );
      response.redirect(303, there);
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      await this.tests.fail(scheme, id, error);
      sendPage(response, this.pages.render({ kind: 'done', what: { kind: 'signInTested' } }));
    }
  }

  private async providerOf(scheme: string, id: string) {
    const provider = await this.tests.providerOf(scheme, id);
    if (!provider) throw new InteractionNotActiveError('no such test sign-in is under way');
    return provider;
  }

  private cookieOptions(scheme: string) {
    const secure = this.settings.issuer.startsWith('https:');
    // Lax, because the browser comes back from the identity provider by a navigation from another site.
    return { httpOnly: true, secure, sameSite: 'lax', path: `/federation/${scheme}/test` } as const;
  }
}

/** Two cookies of this name mean that another site may have set one of them. This server then trusts neither. */
function idIn(request: Request): string | undefined {
  const cookies = (request.headers.cookie ?? '').split('; ').filter((one) => one.startsWith(`${COOKIE}=`));
  return cookies.length === 1 ? cookies[0]!.slice(COOKIE.length + 1) : undefined;
}
