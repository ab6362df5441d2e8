import type { KoaContextWithOIDC } from 'oidc-provider';

const DOCUMENTS = new Set(['jwks', 'discovery']);

/**
 * Middleware: caches may keep the documents that are the same for all readers for five minutes. All other answers must
 * not be cached.
 */
export async function documentsMayBeKept(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.status === 200 && DOCUMENTS.has(ctx.oidc?.route)) ctx.set('Cache-Control', 'public, max-age=300');
}
