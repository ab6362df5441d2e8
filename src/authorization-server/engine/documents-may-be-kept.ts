import type { KoaContextWithOIDC } from 'oidc-provider';

/**
 * Middleware around the documents that are the same for all readers: caches may keep them for five minutes. All other
 * answers must not be cached.
 */
export async function documentsMayBeKept(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.status === 200) ctx.set('Cache-Control', 'public, max-age=300');
}
