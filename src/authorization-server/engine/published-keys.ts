import type { KoaContextWithOIDC } from 'oidc-provider';
import type { SigningKeys } from '#src/keys/signing-keys.js';
import type { Next } from './context.js';

/**
 * Middleware: the JWKS has the keys as they are now. The engine’s own document has those of the start, and without keys
 * that do not sign yet or no longer.
 */
export function publishedKeys(keys: SigningKeys) {
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    await next();
    if (ctx.oidc?.route !== 'jwks' || ctx.status !== 200) return;
    const document = ctx.body as { keys: unknown };
    document.keys = keys.published();
  };
}
