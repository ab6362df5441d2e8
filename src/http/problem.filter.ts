import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { errorForLog } from '#src/errors/domain-error.js';
import { newReference } from '#src/crypto/handle.js';

/**
 * The last net below every JSON route: RFC 9457 problem details. What is not a known HTTP error is a 500
 * with a reference number and nothing else; the detail goes to the log.
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
    const status = error instanceof HttpException ? error.getStatus() : 500;
    const reference = status >= 500 ? newReference() : undefined;
    if (reference)
      this.log.error(`${reference} ${errorForLog(error)}`, error instanceof Error ? error.stack : undefined);
    response
      .status(status)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        title:
          status >= 500 ? 'Something went wrong' : error instanceof HttpException ? error.message : 'Error',
        status,
        ...(reference ? { reference } : {}),
      });
  }
}
