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
 * Sets how long clients may keep the answer of a route. It applies to successful answers only: an error keeps the
 * default, which is not to be kept at all (setSecurityHeaders). A kept answer can be checked by its entity tag.
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
