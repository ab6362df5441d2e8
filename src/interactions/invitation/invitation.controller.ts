import { Body, Controller, ForbiddenException, Get, Param, Post, Res, UseFilters } from '@nestjs/common';
import type { Response } from 'express';
import { MINIMUM_PASSWORD_LENGTH } from '#src/accounts/credentials/password-policy.js';
import { newReference, sha256 } from '#src/crypto/handle.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { AccountSetup } from '#src/sign-in/setup/account-setup.js';
import { Activation } from '#src/sign-in/activation/activation.js';
import { ActivationCookie } from '../activation/activation-cookie.js';
import { connectChoices } from '../activation/connect-choices.js';
import { Csrf } from '../pending/csrf.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { Pages } from '../views/organisation-pages.js';
import { sendPage } from '../views/send-page.js';
import { singleValues } from '../pending/single-values.js';
import type { NewPasswordProblem } from '#src/words/codes.js';

/**
 * The pages behind an invitation link: the person chooses a password, or connects their account to an identity
 * provider. Opening the link does not use it up.
 */
@Controller('invitation/:token')
@UseFilters(PageErrorFilter)
export class InvitationController {
  constructor(
    private readonly setup: AccountSetup,
    private readonly activation: Activation,
    private readonly cookie: ActivationCookie,
    private readonly providers: IdentityProviders,
    private readonly pages: Pages,
    private readonly csrf: Csrf,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Res() response: Response): Promise<void> {
    await this.form(token, response);
  }

  @Post('password')
  async choosePassword(
    @Param('token') token: string,
    @Body() form: Record<string, unknown>,
    @Res() response: Response,
  ): Promise<void> {
    this.checkForm(token, form);
    const { password = '', again = '' } = singleValues(form);
    // The normal forms are compared, because the person may have filled in the two fields with different keyboards.
    if (password.normalize('NFC') !== again.normalize('NFC')) {
      await this.form(token, response.status(400), 'notTheSame');
      return;
    }
    const outcome = await this.setup.acceptPassword(token, password, newReference());
    if (outcome === 'tooShort' || outcome === 'tooLong') {
      await this.form(token, response.status(400), outcome);
      return;
    }
    if (outcome === 'notUsable') {
      this.notUsable(response);
      return;
    }
    this.send(response, this.pages.render({ kind: 'done', what: { kind: 'passwordSaved' } }));
  }

  /**
   * Begins the connection. The browser goes on with its own cookie, and the link stays valid until the connection is
   * made.
   */
  @Post('connect')
  async connect(
    @Param('token') token: string,
    @Body() form: Record<string, unknown>,
    @Res() response: Response,
  ): Promise<void> {
    this.checkForm(token, form);
    const account = await this.setup.invited(token);
    const provider = await this.providers.withScheme(String(form.provider));
    if (!account || provider?.linking !== 'oneTimeCode') {
      this.notUsable(response);
      return;
    }
    const handle = await this.activation.begin(account, { by: 'invitation', token }, newReference());
    this.cookie.set(response, handle);
    // The browser goes on through a page that posts a form, because the cookie is sent with that request, and because
    // the person then has a page to come back to.
    const page = { kind: 'continueByForm', action: '/activation/provider' } as const;
    const hidden = { csrf: this.csrf.token(sha256(handle)), provider: provider.scheme };
    this.send(response, this.pages.render({ ...page, hidden }));
  }

  private checkForm(token: string, form: Record<string, unknown>): void {
    if (!this.csrf.matches(sha256(token), form.csrf)) throw new ForbiddenException();
  }

  private async form(token: string, response: Response, problem?: NewPasswordProblem): Promise<void> {
    const account = await this.setup.invited(token);
    const choices = await connectChoices(this.providers);
    const mayHavePassword = account !== undefined && (await this.setup.mayHavePassword(account));
    if (!account || (!mayHavePassword && choices.length === 0)) {
      this.notUsable(response);
      return;
    }
    const csrf = this.csrf.token(sha256(token));
    const action = `/invitation/${token}`;
    const page = this.pages.render({
      kind: 'setUpAccount',
      ...(choices.length > 0 ? { connect: { action: `${action}/connect`, csrf, providers: choices } } : {}),
      ...(mayHavePassword
        ? {
            password: {
              action: `${action}/password`,
              csrf,
              minimumLength: MINIMUM_PASSWORD_LENGTH,
              ...(problem ? { problem } : {}),
            },
          }
        : {}),
    });
    this.send(response, page);
  }

  private notUsable(response: Response): void {
    const page = this.pages.render({ kind: 'refusal', situation: 'invitationNotUsable' });
    this.send(response.status(404), page);
  }

  private send(response: Response, page: string): void {
    sendPage(response, page);
  }
}
