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

/** What a person was shown, and whether the way to the provider is worth another try. */
export interface ConnectingRefusal extends ShownRefusal {
  again?: boolean;
}

/** What is noted of a provider’s answer while an account is connected, for when it comes once more. */
export type ConnectingOutcome = { ledOn: true } | { connected: string } | { refused: ConnectingRefusal };

/** Of what goes wrong at a provider, what may go well the next time. */
const WORTH_ANOTHER_TRY: ReadonlySet<RefusalSituation> = new Set([
  'providerUnreachable',
  'cancelledAtProvider',
  'noLongerActive',
]);

/**
 * A provider’s answer while an account is connected that leads to a refusal, or comes once more. See FailedLogin and
 * RepeatedAnswers, which do the same for an app’s request.
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

  /** Writes down what went wrong at a provider. @returns what to show. */
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
    // Ours to mend, so it is told in the log as well; a flood of them is told as often as it gets rows.
    if (refusal.status === 500 && found) this.log.error(`${reference} ${errorForLog(error)}`);
    const again = WORTH_ANOTHER_TRY.has(refusal.situation);
    return { ...refusal, reference, scheme: error.scheme, again };
  }

  /**
   * What came of this very answer the first time, which is then written down; undefined where it did not come before.
   * `interrupted` where nobody knows, as its process has ended.
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
  if (outcome === undefined) return 'the state was used before, and nothing has come of it';
  if ('refused' in outcome) return 'the answer came before; the person is shown the same refusal';
  return 'the answer came before; the browser goes on to the next step';
}
