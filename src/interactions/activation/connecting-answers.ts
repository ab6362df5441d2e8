import { Injectable, Logger } from '@nestjs/common';
import type { Response } from 'express';
import type { AccountActivation } from '#src/accounts/activation/activation.entity.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { newReference } from '#src/crypto/handle.js';
import { errorForLog } from '#src/errors/domain-error.js';
import type { FederationError } from '#src/federation/errors.js';
import { FederatedLogin } from '#src/federation/login/federated-login.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import type { ShownRefusal } from '../sign-in/failed-login.js';
import { Pages } from '../views/organisation-pages.js';
import { FEDERATION_REFUSALS } from '../views/refusals.js';
import { sendPage } from '../views/send-page.js';
import type { RefusalSituation } from '#src/words/codes.js';

type Callback = Record<string, string>;

/** The refusal that a person saw, and whether a second try at the identity provider may succeed. */
export interface ConnectingRefusal extends ShownRefusal {
  again?: boolean;
}

/**
 * What is stored about an identity provider’s answer while an account is connected. It is used when the same answer
 * comes again.
 */
export type ConnectingOutcome = { ledOn: true } | { connected: string } | { refused: ConnectingRefusal };

/** Failures at an identity provider that may not happen at the next try. */
const WORTH_ANOTHER_TRY: ReadonlySet<RefusalSituation> = new Set([
  'providerUnreachable',
  'cancelledAtProvider',
  'noLongerActive',
]);

/**
 * Handles an identity provider’s answer, while an account is connected, when it leads to a refusal or comes a second
 * time. FailedLogin and RepeatedAnswers do the same for an app’s request.
 */
@Injectable()
export class ConnectingAnswers {
  private readonly log = new Logger('Activation');

  constructor(
    private readonly federatedLogin: FederatedLogin,
    private readonly providers: IdentityProviders,
    private readonly pages: Pages,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Writes to the audit log what went wrong at an identity provider.
   * @returns what to show.
   */
  async atProvider(error: FederationError, { accountId }: AccountActivation): Promise<ConnectingRefusal> {
    const refusal = FEDERATION_REFUSALS[error.code];
    const reference = newReference();
    const found = await this.audit.recordOrLog({
      event: 'activation.refused',
      outcome: 'failed',
      reason: error.code,
      reference,
      accountId,
      scheme: error.scheme,
      trail: [{ step: error.step, finding: error.detail ?? error.message, mark: 'refused' }],
    });
    // The administrators of this installation have to repair this failure, so it is also in the server log. Under a
    // flood of such failures the server log gets as many lines as the audit log gets rows.
    if (refusal.status === 500 && found) this.log.error(`${reference} ${errorForLog(error)}`);
    const again = WORTH_ANOTHER_TRY.has(refusal.situation);
    return { ...refusal, reference, scheme: error.scheme, again };
  }

  /**
   * Looks up what this same answer led to the first time, and writes the repetition to the audit log.
   * @returns the first outcome; `interrupted` when the outcome is unknown, because the process ended in between;
   * undefined when the answer did not come before.
   */
  async earlier(
    callback: Callback,
    uid: string,
    accountId?: string,
  ): Promise<ConnectingOutcome | 'interrupted' | undefined> {
    const earlier = await this.federatedLogin.earlier(callback, uid);
    if (!earlier) return undefined;
    const outcome = earlier.outcome as ConnectingOutcome | undefined;
    await this.audit.recordOrLog({
      event: 'activation.refused',
      outcome: 'failed',
      reason: 'login_not_active',
      reference: newReference(),
      accountId,
      scheme: this.federatedLogin.schemeOf(callback.state),
      trail: [{ step: 'state_validate', finding: findingOf(outcome), mark: 'refused' }],
    });
    return outcome ?? 'interrupted';
  }

  async show(
    { situation, status, reference, scheme, again }: ConnectingRefusal,
    response: Response,
  ): Promise<void> {
    const provider = scheme === undefined ? undefined : await this.providers.withScheme(scheme);
    const page = this.pages.render({
      kind: 'refusal',
      situation,
      reference,
      ...(provider ? { provider: this.providers.displayName(provider) } : {}),
      ...(again ? { retryHref: '/activation/provider' } : {}),
    });
    sendPage(response, page, status);
  }
}

function findingOf(outcome: ConnectingOutcome | undefined): string {
  if (outcome === undefined) return 'the state was used before, and its outcome is not known';
  if ('refused' in outcome) return 'this answer has come before; the person sees the same refusal';
  return 'this answer has come before; the browser goes on to the next step';
}
