import type { KoaContextWithOIDC } from 'oidc-provider';

const DOCUMENTS = new Set(['jwks', 'discovery']);

/** Middleware: what everybody reads the same may be kept for five minutes, when it is there. Nothing else is kept. */
export async function documentsMayBeKept(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.status === 200 && DOCUMENTS.has(ctx.oidc?.route)) ctx.set('Cache-Control', 'public, max-age=300');
}
