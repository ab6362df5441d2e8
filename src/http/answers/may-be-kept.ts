import {
  applyDecorators,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { tap } from 'rxjs';
import { Tagged } from './tagged.js';

/**
 * Says how long the answer of a route may be kept, once it is one: an error goes out as everything does that says
 * nothing, which is not to be kept at all (securityHeaders). What was kept can be asked for again by its entity tag.
 *
 * @param cacheControl the header's value, such as `public, max-age=300`
 */
export function MayBeKept(cacheControl: string): MethodDecorator {
  const interceptor: NestInterceptor = {
    intercept: (context: ExecutionContext, next: CallHandler) =>
      next.handle().pipe(
        tap(() => {
          context.switchToHttp().getResponse<ServerResponse>().setHeader('Cache-Control', cacheControl);
        }),
      ),
  };
  return applyDecorators(UseInterceptors(interceptor), Tagged());
}
