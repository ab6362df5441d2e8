import { millisecondsNow } from '#src/clock/clock.js';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { IdentityProviders } from '#src/federation/identity-providers.js';

/** Whoever reads the document keeps it for minutes; the providers of the database need not be read for each. */
const KEPT_MS = 10_000;

/**
 * The engine takes the claim `acr` for unsupported unless it is told of some class when it starts. Which there are is said
 * by {@link acrValuesInDiscovery}; this one means none (OpenID Connect Core section 2).
 */
export const SOME_CLASS = ['0'];

/**
 * Middleware: `acr_values_supported` are the classes of sign-in that providers, those of the database too, are asked for
 * or held to. A sign-in has the class its provider says.
 */
export function acrValuesInDiscovery(providers: IdentityProviders) {
  let known: string[] = [];
  let readAgainAt = 0;
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    if (ctx.oidc?.route !== 'discovery' || ctx.status !== 200) return;
    const now = millisecondsNow();
    if (now >= readAgainAt) {
      readAgainAt = now + KEPT_MS;
      const all = (await providers.all()).flatMap(({ acrValues, requiredAcr }) => [
        ...(acrValues ?? '').split(' ').filter(Boolean),
        ...requiredAcr,
      ]);
      known = [...new Set(all)];
    }
    const document = ctx.body as { acr_values_supported?: string[] };
    document.acr_values_supported = known.length > 0 ? known : undefined;
  };
}
