import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Clock } from '#src/clock/clock.js';
import type { LimitsSettings } from '#src/config/settings/limits.settings.js';
import { addressOfRequest } from '#src/request-scope/request-scope.js';
import { inNetworks } from '#src/http/addresses/networks.js';
import { RequestBudget } from '#src/http/incoming/request-budget.js';
import type { Next } from '../engine/context.js';
import { COST_OF_REFUSAL } from './counted-requests.js';
import { COME_BACK_SECONDS } from '../storage/pending-artifacts.js';

/** Middleware: an answer that says that there is no room also says when to come back. */
export async function busyAnswers(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
  await next();
  if (ctx.status === 503) ctx.set('Retry-After', String(COME_BACK_SECONDS));
}

/**
 * Middleware: slows down programs that fail to authenticate. Only their own answers change. A FHIR server that
 * introspects from the same address is not held up, and neither is a person who signs in from there.
 */
export function failedProofsAreBraked(limits: LimitsSettings, clock: Clock) {
  const budget = new RequestBudget(limits.requestsPerMinute, clock);
  const isExempt = inNetworks(limits.exemptNetworks);
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    await next();
    const address = addressOfRequest();
    if (ctx.status !== 401 || isExempt(address)) return;
    const wait = await budget.take(address, COST_OF_REFUSAL);
    if (wait === 0) return;
    ctx.status = 429;
    ctx.remove('WWW-Authenticate');
    ctx.set('Retry-After', String(wait));
    ctx.body = {
      error: 'temporarily_unavailable',
      error_description: 'too many failed attempts from this address; try again later',
    };
  };
}
