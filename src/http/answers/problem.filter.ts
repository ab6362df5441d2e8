import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { errorForLog } from '#src/errors/domain-error.js';
import { newReference } from '#src/crypto/handle.js';
import { PROBLEM_TYPE } from './problem.js';

/**
 * Catches every error that no JSON route handled, and answers with RFC 9457 problem details. An error that is not a
 * known HTTP error becomes a 500 with a reference number and nothing else. The detail goes to the log.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.end();
      return;
    }
    const status = statusOf(error);
    const reference = status >= 500 ? newReference() : undefined;
    if (reference)
      this.log.error(`${reference} ${errorForLog(error)}`, error instanceof Error ? error.stack : undefined);
    response
      .status(status)
      .set('Cache-Control', 'no-store')
      .type(PROBLEM_TYPE)
      .send(problem(error, status, reference));
  }
}

function problem(error: unknown, status: number, reference: string | undefined): object {
  if (reference) return { type: 'about:blank', title: 'Something went wrong', status, reference };
  const body = error instanceof HttpException ? error.getResponse() : undefined;
  // A route that gives more details throws a complete problem.
  if (typeof body === 'object' && 'title' in body) return body;
  return {
    type: 'about:blank',
    title: error instanceof HttpException ? error.message : 'The request body cannot be read',
    status,
  };
}

/**
 * Express’s body parsers throw their own kind of error for a body that cannot be read. Such an error is the caller’s
 * mistake.
 */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { status, expose } = (error ?? {}) as { status?: unknown; expose?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 && expose === true ? status : 500;
}
