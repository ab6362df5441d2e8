import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Next } from './context.js';

/**
 * Middleware: this server’s addresses come from the configured issuer, never from the request. Behind a proxy the
 * connection is plain HTTP with another Host, and an attacker can put anything into a Host header. The issuer also says
 * whether cookies are for https only.
 */
export function addressesFromIssuer(issuer: string) {
  const { protocol, host } = new URL(issuer);
  const secure = protocol === 'https:';
  return (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    Object.defineProperties(ctx.request, {
      protocol: { value: protocol.slice(0, -1) },
      host: { value: host },
    });
    if (secure) ctx.cookies.secure = true;
    return next();
  };
}
