import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type {
  PendingRequest,
  RequestingClient,
} from '#src/authorization-server/authorize/pending-request.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { Egress } from '#src/http/outgoing/egress.js';
import { isPermitted } from '#src/federation/permitted-providers.js';
import { Csrf } from '../pending/csrf.js';
import { appSummary, Pages } from '../views/organisation-pages.js';
import { PasswordEntry } from './password-entry.js';
import { type FirstStep, firstStep } from './sign-in-choice.js';
import { SignInCookies } from './sign-in-cookies.js';
import type { Notice } from '#src/words/codes.js';
import type { EmailField } from './sign-in-page.js';
import type { ProviderButton } from '../views/page-parts.js';

/** What the page shows beside the ways to sign in. */
interface Shown {
  notice?: Notice;
  reference?: string;
  /** The e-mail address that was typed, and what was wrong with it. */
  email?: Pick<EmailField, 'value' | 'problem'>;
  /** The e-mail address that was typed together with a password. */
  password?: { email?: string };
}

/** The page on which a person chooses how to sign in. It decides which choices this app and this device get. */
@Injectable()
export class Chooser {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly cookies: SignInCookies,
    private readonly pages: Pages,
    private readonly csrf: Csrf,
    private readonly passwordEntry: PasswordEntry,
    private readonly egress: Egress,
  ) {}

  /** Whether people may sign in to this app at this identity provider. */
  permits({ identityProviders }: RequestingClient, { scheme }: IdentityProviderSettings): boolean {
    return isPermitted(scheme, identityProviders);
  }

  /** The identity providers that the app of this request may use. */
  async usable({ client }: PendingRequest): Promise<IdentityProviderSettings[]> {
    const all = await this.providers.all();
    return all.filter((provider) => this.permits(client, provider));
  }

  async firstStep(
    pending: PendingRequest,
    request: IncomingMessage,
    mayGoStraight: boolean,
  ): Promise<FirstStep> {
    return firstStep({
      providers: await this.usable(pending),
      localSignIn: await this.passwordEntry.isToBeAsked(pending, request),
      mayGoStraight,
      lastUsed: this.cookies.lastUsed(request),
    });
  }

  async page(pending: PendingRequest, request: IncomingMessage, more: Shown = {}): Promise<string> {
    const step = await this.firstStep(pending, request, false);
    const buttons = step.show === 'nothing' ? [step.provider] : step.buttons;
    const password = await this.passwordEntry.onSignInPage(pending, more.password);
    const nothing = step.show === 'buttons' && buttons.length === 0 && !password.password;
    const notice: Notice | undefined = nothing ? { kind: 'noWayIn' } : more.notice;
    return this.pages.render({
      kind: 'signIn',
      app: appSummary(pending.client),
      providers: this.buttons(pending, buttons, request),
      ...(step.show === 'emailField'
        ? {
            emailField: {
              action: `/interaction/${pending.uid}/email`,
              csrf: this.csrf.token(pending.uid),
              ...more.email,
            },
          }
        : {}),
      ...password,
      ...(notice ? { notice } : {}),
      ...(more.reference ? { reference: more.reference } : {}),
      cancelHref: `/interaction/${pending.uid}/cancel`,
    });
  }

  buttons(
    pending: PendingRequest,
    providers: IdentityProviderSettings[],
    request: IncomingMessage,
  ): ProviderButton[] {
    const lastUsed = this.cookies.lastUsed(request);
    return providers.map((provider) => ({
      displayName: this.providers.displayName(provider),
      href: `/interaction/${pending.uid}/providers/${provider.scheme}`,
      ...(provider.logo ? { logo: provider.logo } : {}),
      ...(this.doesNotAnswer(provider) ? { unavailable: true } : {}),
      ...(provider.scheme === lastUsed && providers.length > 1 ? { lastUsed: true } : {}),
    }));
  }

  private doesNotAnswer({ scheme }: IdentityProviderSettings): boolean {
    return this.egress.isPaused({ purpose: 'identity-provider', owner: scheme });
  }
}
