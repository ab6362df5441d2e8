import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { PendingRequest } from '#src/authorization-server/authorize/pending-request.js';
import { LocalSignIn } from '#src/sign-in/password/local-sign-in.js';
import { Csrf } from '../pending/csrf.js';
import { EmergencyCookie } from './emergency-cookie.js';
import type { RefusalSituation } from '#src/words/codes.js';
import type { RefusalPage } from '../views/refusal-page.js';
import type { SignInPage } from './sign-in-page.js';

/** Decides where the pages of a sign-in offer e-mail address and password. */
@Injectable()
export class PasswordEntry {
  constructor(
    private readonly localSignIn: LocalSignIn,
    private readonly emergency: EmergencyCookie,
    private readonly csrf: Csrf,
  ) {}

  /** Whether to ask the person how to sign in, instead of going straight on to the only identity provider. */
  async isToBeAsked(pending: PendingRequest, request: IncomingMessage): Promise<boolean> {
    const offered = await this.offered(pending);
    return offered === 'everybody' || (offered === 'breakGlass' && this.emergency.isSet(request));
  }

  /**
   * What the sign-in page shows for a sign-in by password: the form, the link to the emergency exit, or nothing.
   *
   * @param typed what was typed before. When it is given, the emergency exit shows the form, too.
   */
  async onSignInPage(
    pending: PendingRequest,
    typed?: { email?: string },
  ): Promise<Pick<SignInPage, 'password' | 'emergencyHref'>> {
    const offered = await this.offered(pending);
    const action = `/interaction/${pending.uid}/password`;
    if (offered === 'nobody') return {};
    if (offered === 'breakGlass' && !typed) return { emergencyHref: action };
    return { password: { action, csrf: this.csrf.token(pending.uid), ...typed } };
  }

  /** The link to a sign-in by password (or to connecting an account) on a refusal page where that can help. */
  async onRefusalPage(
    situation: RefusalSituation,
    pending: PendingRequest,
  ): Promise<Pick<RefusalPage, 'passwordHref' | 'connectHref'>> {
    const isProviderOfNoUse = situation === 'providerUnreachable' || situation === 'providerNotSetUp';
    if (!isProviderOfNoUse && situation !== 'notActivated') return {};
    const offered = await this.offered(pending);
    if (situation === 'notActivated') return offered === 'everybody' ? { connectHref: '/activation' } : {};
    return offered === 'nobody' ? {} : { passwordHref: `/interaction/${pending.uid}/password` };
  }

  private offered(pending: PendingRequest): Promise<'everybody' | 'breakGlass' | 'nobody'> {
    return this.localSignIn.offered(pending.client.clientId);
  }
}
