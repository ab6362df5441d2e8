import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Injectable,
  Logger,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { TooBusyError } from '#src/accounts/errors.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import { RequestTrail, type Whereabouts } from '#src/authorization-server/authorize/request-trail.js';
import { newReference } from '#src/crypto/handle.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { overPage } from '../pending/over-page.js';
import { type Refusal, SIGN_IN_REFUSALS } from './refusals.js';
import { Pages } from './organisation-pages.js';
import { sendPage } from './send-page.js';
import type { RefusalSituation } from '#src/words/codes.js';

/** Situations that may be over when the person tries again. */
const PASSING = new Set<RefusalSituation>(['recordSystemUnreachable', 'somethingWentWrong']);

/**
 * Catches every error that no page handled. The person sees what happened and what to do, and for an internal error a
 * reference number. The detail stays in the log.
 */
@Catch()
@Injectable()
export class PageErrorFilter implements ExceptionFilter {
  private readonly log = new Logger('Pages');

  constructor(
    private readonly pages: Pages,
    private readonly audit: AuditLog,
    private readonly trail: RequestTrail,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.end();
      return;
    }
    const request = host.switchToHttp().getRequest<Request>();
    const isOver = error instanceof InteractionNotActiveError;
    const where = isOver ? await this.whereabouts(request) : undefined;
    const next = where ? nextOf(where) : isOver ? this.trail.backFrom(request.originalUrl) : undefined;
    if (next !== undefined) {
      response.redirect(303, next);
      return;
    }
    const { situation, status } = refusalFor(error);
    const reference = newReference();
    if (status >= 500)
      this.log.error(`${reference} ${errorForLog(error)}`, error instanceof Error ? error.stack : undefined);
    const found = await this.audit.recordOrLog({
      event: 'page.error',
      outcome: status >= 500 ? 'failed' : 'refused',
      reason: situation,
      reference,
      trail: [{ step: 'page', finding: errorForLog(error) }],
    });
    const { method, originalUrl } = request;
    // The person may load the same page again. A form is not offered again, because a link must not send it twice.
    const retry = PASSING.has(situation) && method === 'GET' ? { retryHref: originalUrl } : {};
    // A reference number is of no use when the audit log has no row for it. An internal error is in the server log in
    // any case.
    const page = this.pages.render({
      ...overPage(where),
      kind: 'refusal',
      situation,
      ...(found || status >= 500 ? { reference } : {}),
      ...retry,
    });
    sendPage(response, page, status);
  }

  /**
   * What the browser knows about a request that is over, when the person came by the Back button, in an old tab, or too
   * late.
   */
  private async whereabouts(request: Request): Promise<Whereabouts | undefined> {
    const [, uid] = /^\/interaction\/([^/?]+)/.exec(request.originalUrl) ?? [];
    return uid === undefined ? undefined : this.trail.whereabouts(request, uid);
  }
}

function nextOf({ openStep, isAnswered, app }: Whereabouts): string | undefined {
  return openStep ?? (isAnswered ? app : undefined);
}

function refusalFor(error: unknown): Refusal {
  if (error instanceof InteractionNotActiveError) return { situation: 'noLongerActive', status: 400 };
  if (error instanceof TooBusyError) return { situation: 'somethingWentWrong', status: 429 };
  if (error instanceof FhirServerUnavailableError)
    return SIGN_IN_REFUSALS[error.isPermanent ? 'fhir_server_refuses' : 'fhir_server_unavailable'];
  if (error instanceof HttpException && error.getStatus() === 404)
    return { situation: 'notFound', status: 404 };
  if (error instanceof HttpException && error.getStatus() < 500)
    return { situation: 'noLongerActive', status: error.getStatus() };
  return { situation: 'somethingWentWrong', status: 500 };
}
