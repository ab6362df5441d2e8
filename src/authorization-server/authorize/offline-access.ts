import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Next } from '../engine/context.js';

/**
 * Marks a `prompt=consent` that this server has added. An app that sends this marker itself only takes back its own
 * wish for consent.
 */
export const CONSENT_ADDED = 'consent_added';

/**
 * The engine drops `offline_access` unless the request says `prompt=consent` (OpenID Connect Core section 11). SMART
 * apps never say so, and SMART always asks for consent. So this server adds it for them.
 */
export async function offlineAccessNeedsNoPrompt(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
  if (ctx.method === 'GET' && ctx.path === '/authorize') {
    const prompt = promptForOfflineAccess(ctx.query.scope, ctx.query.prompt);
    if (prompt !== undefined) ctx.query = { ...ctx.query, prompt, [CONSENT_ADDED]: '1' };
  }
  await next();
}

/** @returns the `prompt` to use instead, or undefined when the given one needs no change. */
export function promptForOfflineAccess(scope: unknown, prompt: unknown): string | undefined {
  if (Array.isArray(prompt) || typeof scope !== 'string' || !scope.split(' ').includes('offline_access'))
    return undefined;
  const prompts = typeof prompt === 'string' ? prompt.split(' ').filter(Boolean) : [];
  return prompts.includes('consent') || prompts.includes('none')
    ? undefined
    : [...prompts, 'consent'].join(' ');
}
