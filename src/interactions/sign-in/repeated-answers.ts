import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AuditLog } from '#src/audit/audit-log.js';
import { RequestTrail, type Whereabouts } from '#src/authorization-server/authorize/request-trail.js';
import { newReference } from '#src/crypto/handle.js';
import { FederatedLogin } from '#src/federation/login/federated-login.js';
import { FailedLogin, type ShownRefusal, type Step } from './failed-login.js';
import { STEP_IS_OVER, overPage } from '../pending/over-page.js';
import { Pages } from '../views/organisation-pages.js';
import { sendPage } from '../views/send-page.js';

type Callback = Record<string, string>;

/** What is stored about an answer, for when the same answer comes again. */
export type AnswerOutcome = { signedIn: true } | { refused: ShownRefusal };

/**
 * Handles an identity provider’s answer that comes a second time or after its step is over: by a second click, by the
 * browser’s Back button, or too late. Such an answer signs no person in. The browser goes on to where the request is
 * now, if this answer led there.
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
   * For an answer whose step is still open.
   *
   * @returns undefined when the answer did not come before; `answered` when it did and the browser has its answer;
   * `interrupted` when it did and its outcome is unknown.
   */
  async again(callback: Callback, step: Step): Promise<'answered' | 'interrupted' | undefined> {
    const { pending, response } = step;
    const earlier = await this.federatedLogin.earlier(callback, pending.uid);
    if (!earlier) return undefined;
    const outcome = earlier.outcome as AnswerOutcome | undefined;
    const auditFields = { clientId: pending.client.clientId, reference: newReference() };
    if (outcome === undefined) {
      await this.note(callback, auditFields, 'the state was used before, and its outcome is not known');
      return 'interrupted';
    }
    if ('signedIn' in outcome) {
      await this.note(
        callback,
        auditFields,
        'this answer has come before; the browser goes on to the next step',
      );
      response.redirect(303, `/authorize/${pending.uid}`);
    } else {
      await this.note(callback, auditFields, 'this answer has come before; the person sees the same refusal');
      await this.failed.show(outcome.refused, step);
    }
    return 'answered';
  }

  /** For an answer whose step is over. */
  async late(callback: Callback, uid: string, request: Request, response: Response): Promise<void> {
    const where = await this.trail.whereabouts(request, uid);
    const reference = newReference();
    const auditFields = { clientId: where?.clientId, reference };
    const next = where && (await this.nextOf(where, callback, uid));
    if (next) {
      await this.note(callback, auditFields, `the request has already gone on; ${next.finding}`);
      response.redirect(303, next.href);
      return;
    }
    const finding = where
      ? 'the sign-in is over: it took too long, or another answer has continued it'
      : 'the state belongs to another browser, or is older than any sign-in under way';
    await this.note(callback, auditFields, finding);
    sendPage(response, this.pages.render(overPage(where, reference)), STEP_IS_OVER.status);
  }

  /** Shows the page for a step that is over. */
  async over(uid: string, request: Request, response: Response): Promise<void> {
    const page = overPage(await this.trail.whereabouts(request, uid));
    await this.audit.recordOrLog({ event: 'page.error', outcome: 'refused', reason: STEP_IS_OVER.situation });
    sendPage(response, this.pages.render(page), STEP_IS_OVER.status);
  }

  private async nextOf(
    { openStep, app, isAnswered }: Whereabouts,
    callback: Callback,
    uid: string,
  ): Promise<{ href: string; finding: string } | undefined> {
    if (isAnswered && app !== undefined) return { href: app, finding: 'the browser goes on to the app' };
    if (openStep === undefined) return undefined;
    // At a workstation that several people use, another answer may belong to another person. That person must not go on
    // as the first one.
    const isTheOneThatLedThere = (await this.federatedLogin.earlier(callback, uid)) !== undefined;
    return isTheOneThatLedThere
      ? { href: openStep, finding: 'the browser goes on to the next step' }
      : undefined;
  }

  private async note(
    callback: Callback,
    auditFields: { clientId?: string; reference: string },
    finding: string,
  ): Promise<void> {
    await this.audit.recordOrLog({
      ...auditFields,
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
