import { Body, Controller, ForbiddenException, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { addressOfRequest } from '#src/request-scope/request-scope.js';
import type { AccountActivation } from '#src/accounts/activation/activation.entity.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { newHandle, newReference, sha256 } from '#src/crypto/handle.js';
import { FederationError } from '#src/federation/errors.js';
import { FederatedLogin } from '#src/federation/login/federated-login.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { Activation, activationUid } from '#src/sign-in/activation/activation.js';
import { LocalSignIn } from '#src/sign-in/password/local-sign-in.js';
import { ActivationCookie } from './activation-cookie.js';
import { codeNotice } from './code-notice.js';
import { ConnectingAnswers, type ConnectingOutcome, type ConnectingRefusal } from './connecting-answers.js';
import { connectChoices } from './connect-choices.js';
import { Csrf } from '../pending/csrf.js';
import { deniedAnswer } from '../sign-in/denied-answer.js';
import { DeviceCookie } from '../sign-in/device-cookie.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { Pages } from '../views/organisation-pages.js';
import { ACTIVATION_REFUSALS } from '../views/refusals.js';
import { sendPage } from '../views/send-page.js';
import { singleValues } from '../pending/single-values.js';
import type { CodeNotice } from '#src/words/codes.js';
import type { Page } from '../views/page-models.js';

/**
 * Connects an account to an identity provider by one-time code. The steps: the person proves who they are, chooses an
 * identity provider, signs in there, comes back, and types the code. The stored activation alone says at which step a
 * browser is; each page reads it from there.
 */
@Controller('activation')
@UseFilters(PageErrorFilter)
export class ActivationController {
  constructor(
    private readonly activation: Activation,
    private readonly localSignIn: LocalSignIn,
    private readonly federatedLogin: FederatedLogin,
    private readonly providers: IdentityProviders,
    private readonly cookie: ActivationCookie,
    private readonly pages: Pages,
    private readonly csrf: Csrf,
    private readonly device: DeviceCookie,
    private readonly answers: ConnectingAnswers,
  ) {}

  /** Begins a new activation, by password. An activation by invitation begins at the link of the invitation. */
  @Get()
  async begin(@Res() response: Response): Promise<void> {
    await this.mustBePossible();
    const handle = newHandle();
    this.cookie.set(response, handle);
    this.send(response, this.passwordPage(handle));
  }

  @Post()
  async byPassword(
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    await this.mustBePossible();
    const before = this.checkForm(request, form);
    const { email = '', password = '' } = singleValues(form);
    const reference = newReference();
    const device = this.device.device(request);
    const attempt = { email, password, address: addressOfRequest(), device };
    const checked = await this.localSignIn.check(attempt, { reference }, []);
    if ('denied' in checked) {
      const notice = deniedAnswer(checked, response, false);
      this.send(response, { ...this.passwordPage(before, email), notice });
      return;
    }
    this.device.keep(device, response);
    // A new handle after the password: an attacker who planted the earlier one in this browser does not know the new
    // one.
    const { account, epochs } = checked;
    this.cookie.set(response, await this.activation.begin(account, { by: 'password', epochs }, reference));
    response.redirect(303, '/activation/provider');
  }

  @Get('provider')
  async choose(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { handle } = await this.underWay(request);
    const connect = { action: '/activation/provider', csrf: this.token(handle) };
    const cancelAction = '/activation/cancel';
    this.send(response, {
      kind: 'connect',
      cancelAction,
      connect: { ...connect, providers: await connectChoices(this.providers) },
    });
  }

  @Post('provider')
  async leave(
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const { handle, activation } = await this.underWay(request, form);
    const provider = await this.providers.withScheme(String(form.provider));
    if (provider?.linking !== 'oneTimeCode')
      throw new InteractionNotActiveError('there is no such identity provider to connect');
    try {
      // `prompt=login` asks for a new sign-in there: on a shared computer another person may still be signed in.
      const there = await this.federatedLogin.begin(
        provider,
        { uid: activationUid(handle), expiresAt: activation.expiresAt },
        { prompt: 'login' },
      );
      response.redirect(303, there);
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      const failed = error.atProvider(provider.scheme);
      await this.answers.show(await this.answers.atProvider(failed, activation), response);
    }
  }

  /** Takes the identity provider’s answer, in the browser that was sent there. */
  @Get('return')
  async arrive(@Req() request: Request, @Res() response: Response): Promise<void> {
    const handle = this.cookie.read(request);
    const activation = await this.activation.find(handle);
    const callback = singleValues(request.query);
    // Checked first, because the first arrival of this answer may have ended the activation.
    if (handle && (await this.cameBefore(callback, handle, activation, response))) return;
    if (!handle || !activation) throw new InteractionNotActiveError('no activation is under way here');
    const refuse = async (refused: ConnectingRefusal) => {
      await this.federatedLogin.settle(callback, { refused } satisfies ConnectingOutcome);
      await this.answers.show(refused, response);
    };
    let completed;
    try {
      completed = await this.federatedLogin.complete(
        callback,
        activationUid(handle),
        ({ linking }) => linking === 'oneTimeCode',
      );
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      const isOver = error.code === 'login_not_active';
      // Two requests brought this answer at the same moment, and the other one was faster.
      if (isOver && (await this.cameBefore(callback, handle, activation, response))) return;
      const refused = await this.answers.atProvider(error, activation);
      if (isOver) await this.answers.show(refused, response);
      else await refuse(refused);
      return;
    }
    const { identity, provider } = completed;
    const context = { reference: newReference(), address: addressOfRequest() };
    const arrival = await this.activation.arrive(handle, identity, provider, context);
    if (typeof arrival === 'object' && 'refused' in arrival) {
      const { reference } = context;
      await refuse({ ...ACTIVATION_REFUSALS[arrival.refused], reference, scheme: provider.scheme });
      return;
    }
    const outcome: ConnectingOutcome =
      arrival === 'connectedBefore' ? { connected: provider.scheme } : { ledOn: true };
    await this.federatedLogin.settle(callback, outcome);
    if (arrival === 'connectedBefore') {
      this.connected(provider, response);
    } else if (arrival === 'sent') {
      // This address can be loaded again. The address with the identity provider’s answer cannot.
      response.redirect(303, '/activation/code');
    } else {
      await this.codePage(handle, response, codeNotice(arrival));
    }
  }

  @Get('code')
  async askForCode(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { handle } = await this.underWay(request);
    await this.codePage(handle, response);
  }

  @Post('code')
  async confirm(
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const { handle, activation } = await this.underWay(request, form);
    const context = { reference: newReference(), address: addressOfRequest() };
    const outcome = await this.activation.confirm(activation, singleValues(form).code ?? '', context);
    if (typeof outcome === 'object' && 'connected' in outcome) {
      this.connected(outcome.connected, response);
    } else if (typeof outcome === 'object' && 'refused' in outcome) {
      const { reference } = context;
      await this.answers.show({ ...ACTIVATION_REFUSALS[outcome.refused], reference }, response);
    } else {
      const notice = codeNotice(outcome);
      await this.codePage(handle, response.status(notice.kind === 'tooManyAttempts' ? 429 : 400), notice);
    }
  }

  @Post('code/again')
  async resend(
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const { handle, activation } = await this.underWay(request, form);
    const context = { reference: newReference(), address: addressOfRequest() };
    const sent = await this.activation.resend(activation, context);
    if (sent !== 'sent') response.status(429);
    await this.codePage(handle, response, codeNotice(sent));
  }

  @Post('cancel')
  async cancel(
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const { activation } = await this.underWay(request, form);
    await this.activation.leave(activation, newReference());
    this.cookie.clear(response);
    this.send(response, { kind: 'done', what: { kind: 'nothingConnected' } });
  }

  /** @throws InteractionNotActiveError when this browser has no activation under way. */
  private async underWay(
    request: Request,
    form?: Record<string, unknown>,
  ): Promise<{ handle: string; activation: AccountActivation }> {
    const handle = this.cookie.read(request);
    const activation = await this.activation.find(handle);
    if (!handle || !activation) throw new InteractionNotActiveError('no activation is under way here');
    if (form) this.checkForm(request, form);
    return { handle, activation };
  }

  private checkForm(request: Request, form: Record<string, unknown>): string {
    const handle = this.cookie.read(request);
    if (!handle || !this.csrf.matches(sha256(handle), form.csrf)) throw new ForbiddenException();
    return handle;
  }

  private token(handle: string): string {
    return this.csrf.token(sha256(handle));
  }

  private async mustBePossible(): Promise<void> {
    const possible =
      (await connectChoices(this.providers)).length > 0 && (await this.localSignIn.offered()) === 'everybody';
    if (!possible)
      throw new InteractionNotActiveError('no identity provider can be connected by password here');
  }

  private passwordPage(handle: string, email?: string): Page & { kind: 'connect' } {
    const form = { action: '/activation', csrf: this.token(handle) };
    return { kind: 'connect', password: { ...form, ...(email === undefined ? {} : { email }) } };
  }

  private async codePage(handle: string, response: Response, notice?: CodeNotice): Promise<void> {
    const activation = await this.activation.find(handle);
    const state = activation && (await this.activation.codeState(activation));
    if (!state) throw new InteractionNotActiveError('this activation does not wait for a code');
    this.send(response, {
      kind: 'enterCode',
      action: '/activation/code',
      resendAction: '/activation/code/again',
      cancelAction: '/activation/cancel',
      csrf: this.token(handle),
      provider: this.providers.displayName(state.provider),
      ...(state.identityName ? { identityName: state.identityName } : {}),
      maskedAddress: state.maskedAddress,
      minutesLeft: state.minutesLeft,
      ...(notice ? { notice } : {}),
    });
  }

  private connected(provider: IdentityProviderSettings, response: Response): void {
    this.cookie.clear(response);
    const what = { kind: 'connected', provider: this.providers.displayName(provider) } as const;
    this.send(response, { kind: 'done', what });
  }

  /**
   * Looks whether this answer came before, by a second click or by the browser’s Back button. If it did, the browser is
   * sent to where the first arrival led, or shows the same refusal.
   * @returns true when the browser has its answer.
   */
  private async cameBefore(
    callback: Record<string, string>,
    handle: string,
    activation: AccountActivation | undefined,
    response: Response,
  ): Promise<boolean> {
    const before = await this.answers.earlier(callback, activationUid(handle), activation?.accountId);
    if (before === undefined) return false;
    if (before === 'interrupted') {
      const hasArrived = activation && (await this.activation.codeState(activation));
      response.redirect(303, hasArrived ? '/activation/code' : '/activation/provider');
    } else if ('refused' in before) {
      await this.answers.show(before.refused, response);
    } else {
      const connected = 'connected' in before ? await this.providers.withScheme(before.connected) : undefined;
      if (connected) this.connected(connected, response);
      else response.redirect(303, '/activation/code');
    }
    return true;
  }

  private send(response: Response, page: Page): void {
    sendPage(response, this.pages.render(page));
  }
}
