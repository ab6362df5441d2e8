import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AuditLog } from '#src/audit/audit-log.js';
import { RequestTrail, type Whereabouts } from '#src/authorization-server/authorize/request-trail.js';
import { newReference } from '#src/crypto/handle.js';
import { FederatedLogin } from '#src/federation/login/federated-login.js';
import { FailedLogin, type ShownRefusal, type Step } from './failed-login.js';
import { OVER, overPage } from '../pending/over-page.js';
import { Pages } from '../views/organisation-pages.js';
import { sendPage } from '../views/send-page.js';

type Callback = Record<string, string>;

/** What is noted of an answer, for when it comes once more. */
export type AnswerOutcome = { signedIn: true } | { refused: ShownRefusal };

/**
 * A provider’s answer that comes once more, or when its step is over: after a second click, by the browser’s Back, or too
 * late. It signs nobody in. The browser goes on to where the request is now, if it is the answer that led there.
 */
@Injectable()
export class RepeatedAnswers {
  constructor(
    private readonly federatedLogin: FederatedLogin,
    private readonly trail: RequestTrail,
    private readonly failed: FailedLogin,
    private readonly pages: Pages,
    private readonly audit: AuditLog,
  ) {}

  /**
   * The step is still open.
   *
   * @returns whether the answer came before: the browser is answered, or nobody knows what came of it the first time.
   */
  async again(callback: Callback, step: Step): Promise<'answered' | 'interrupted' | undefined> {
    const { pending, response } = step;
    const earlier = await this.federatedLogin.earlier(callback, pending.uid);
    if (!earlier) return undefined;
    const outcome = earlier.outcome as AnswerOutcome | undefined;
    const filed = { clientId: pending.client.clientId, reference: newReference() };
    if (outcome === undefined) {
      await this.note(callback, filed, 'the state was used before, and nothing has come of it');
      return 'interrupted';
    }
    if ('signedIn' in outcome) {
      await this.note(callback, filed, 'the answer came before; the browser goes on to the next step');
      response.redirect(303, `/authorize/${pending.uid}`);
    } else {
      await this.note(callback, filed, 'the answer came before; the person is shown the same refusal');
      await this.failed.show(outcome.refused, step);
    }
    return 'answered';
  }

  /** The step is over. */
  async late(callback: Callback, uid: string, request: Request, response: Response): Promise<void> {
    const where = await this.trail.of(request, uid);
    const reference = newReference();
    const filed = { clientId: where?.clientId, reference };
    const next = where && (await this.nextOf(where, callback, uid));
    if (next) {
      await this.note(callback, filed, `the request went on before; ${next.finding}`);
      response.redirect(303, next.href);
      return;
    }
    const finding = where
      ? 'the sign-in is over: it took too long, or went on by another answer'
      : 'the state is another browser’s, or older than any sign-in';
    await this.note(callback, filed, finding);
    sendPage(response, this.pages.render(overPage(where, reference)), OVER.status);
  }

  /** A step that leads nowhere any more, whatever brought the browser there. */
  async over(uid: string, request: Request, response: Response): Promise<void> {
    const page = overPage(await this.trail.of(request, uid));
    await this.audit.recordOrLog({ event: 'page.error', outcome: 'refused', reason: OVER.situation });
    sendPage(response, this.pages.render(page), OVER.status);
  }

  private async nextOf(
    { openStep, app, isAnswered }: Whereabouts,
    callback: Callback,
    uid: string,
  ): Promise<{ href: string; finding: string } | undefined> {
    if (isAnswered && app !== undefined) return { href: app, finding: 'the browser goes on to the app' };
    if (openStep === undefined) return undefined;
    // Another answer may be another person’s, at a workstation that several use: they do not go on as the first one.
    const isTheOneThatLedThere = (await this.federatedLogin.earlier(callback, uid)) !== undefined;
    return isTheOneThatLedThere
      ? { href: openStep, finding: 'the browser goes on to the next step' }
      : undefined;
  }

  private async note(
    callback: Callback,
    filed: { clientId?: string; reference: string },
    finding: string,
  ): Promise<void> {
    await this.audit.recordOrLog({
      ...filed,
      event: 'login.failed',
      outcome: 'failed',
      reason: 'login_not_active',
      scheme: this.schemeOf(callback),
      trail: [{ step: 'state_validate', finding, mark: 'refused' }],
    });
  }

  private schemeOf({ state }: Callback): string | undefined {
    return this.federatedLogin.schemeOf(state);
  }
}
