import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Next } from './context.js';

/**
 * Our addresses come from the configured issuer, never from the request: behind a proxy the connection to us is plain
 * and its Host another, and a Host header may say anything. Cookies know by the issuer, too, that they travel by https.
 */
export function addressesFromIssuer(issuer: string) {
  const { protocol, host } = new URL(issuer);
  const secure = protocol === 'https:';
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    Object.defineProperties(ctx.request, {
      protocol: { value: protocol.slice(0, -1) },
      host: { value: host },
    });
    if (secure) ctx.cookies.secure = true;
    await next();
  };
}
