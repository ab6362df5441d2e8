import { createHash } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { Response } from 'express';
import { tap } from 'rxjs';

/**
 * Gives the answer of a read route a weak entity tag of its content (RFC 9110 section 8.8.3), unless it has one
 * already. So a client does not get again what it has. Answers of other routes and errors have no entity tag, because
 * no later request could use it.
 */
export function Tagged(): MethodDecorator {
  const interceptor: NestInterceptor = {
    intercept: (context: ExecutionContext, next: CallHandler) =>
      next.handle().pipe(
        tap((content: unknown) => {
          const response = context.switchToHttp().getResponse<Response>();
          if (content !== undefined && !response.hasHeader('ETag'))
            response.set('ETag', weakTag(JSON.stringify(content)));
        }),
      ),
  };
  return UseInterceptors(interceptor);
}

/** A weak entity tag: the same for the same content, whatever its encoding on the way. */
export function weakTag(content: string | Buffer): string {
  return `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}
