import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Request, Response } from 'express';
import { JSON_TYPE, mediaTypeOf, PATCH_TYPES } from '#src/http/incoming/media-types.js';
import { Problem, unacceptable } from '#src/http/answers/problem.js';
import { hasBody } from '#src/http/incoming/request-body.js';

/**
 * Checks that a request has what its route takes: one JSON object or no body, and parameters or none. What the route
 * does not take is refused, because its sender expects it to have an effect.
 */
@Injectable()
export class JsonBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (!takes(context, RouteParamtypes.QUERY)) refuseMembers(request.query, PARAMETER);
    const isTaken = takes(context, RouteParamtypes.BODY);
    if (!hasBody(request)) {
      if (isTaken) throw new Problem(400, 'A request body is required', { detail: `Send ${JSON_TYPE}.` });
      return true;
    }
    const types = request.method === 'PATCH' ? PATCH_TYPES : [JSON_TYPE];
    if (!types.includes(mediaTypeOf(request) ?? '')) {
      const response = context.switchToHttp().getResponse<Response>();
      // RFC 9110 section 15.5.16, RFC 5789 section 2.2.
      response.set(request.method === 'PATCH' ? 'Accept-Patch' : 'Accept', types.join(', '));
      throw new Problem(415, 'The media type of the request body is not supported', {
        detail: `Send it as ${types.join(' or ')}.`,
      });
    }
    const body = request.body as unknown;
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new Problem(400, 'The request body must be one JSON object');
    if (!isTaken) refuseMembers(body, MEMBER);
    return true;
  }
}

/** Whether the handler takes it, by its declaration (`@Body()`, `@Query()`). */
function takes(context: ExecutionContext, what: RouteParamtypes): boolean {
  const parameters = (Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  ) ?? {}) as Record<string, unknown>;
  return Object.keys(parameters).some((key) => key.startsWith(`${what}:`));
}

const MEMBER = 'is not accepted: this operation takes no body';
const PARAMETER = 'is not known here';

function refuseMembers(sent: object, message: string): void {
  const members = Object.keys(sent);
  if (members.length > 0) throw unacceptable(members.map((field) => ({ field, message })));
}
