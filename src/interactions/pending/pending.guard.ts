import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  SetMetadata,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { InteractionSteps } from '#src/authorization-server/authorize/interaction-steps.js';
import type { PendingRequest } from '#src/authorization-server/authorize/pending-request.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { Csrf } from './csrf.js';
import type { StepCheck } from './steps.js';

const CHECK = 'wardkey:step';

type WithPending = Request & { pending?: PendingRequest };

/**
 * Resolves the request that a browser has pending, once, before the route of a step runs. It checks that the request is
 * this browser’s, that it waits for this step, and that a form was shown for it.
 */
@Injectable()
export class PendingGuard implements CanActivate {
  constructor(
    private readonly steps: InteractionSteps,
    private readonly csrf: Csrf,
    private readonly reflector: Reflector,
  ) {}

  /**
   * @throws InteractionNotActiveError when the request is over or waits for another step.
   * @throws ForbiddenException for a form of another request.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<WithPending>();
    const pending = await this.steps.pending(request, context.switchToHttp().getResponse<Response>());
    this.reflector.getAllAndOverride<StepCheck>(CHECK, [context.getHandler(), context.getClass()])(pending);
    const { csrf } = (request.body ?? {}) as { csrf?: unknown };
    if (request.method === 'POST' && !this.csrf.matches(pending.uid, csrf)) throw new ForbiddenException();
    request.pending = pending;
    return true;
  }
}

/** Marks a controller or a route as part of this step. Errors there become pages. */
export const ForStep = (check: StepCheck) =>
  applyDecorators(SetMetadata(CHECK, check), UseGuards(PendingGuard), UseFilters(PageErrorFilter));

/** The pending request, as a parameter of a route of a step. */
export const Pending = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<WithPending>().pending,
);
