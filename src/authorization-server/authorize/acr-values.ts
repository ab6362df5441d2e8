import type { Clock } from '#src/clock/clock.js';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { IdentityProviders } from '#src/federation/identity-providers.js';

/**
 * Clients keep the discovery document for minutes, so the identity providers are not read from the database for every
 * request.
 */
const KEPT_MS = 10_000;

/**
 * The engine refuses the claim `acr` as unsupported unless its configuration names at least one class. This class means
 * "no class" (OpenID Connect Core section 2). {@link acrValuesInDiscovery} publishes the real ones.
 */
export const NO_CLASS = ['0'];

/**
 * Middleware: publishes as `acr_values_supported` the classes of sign-in that this server asks identity providers for,
 * or requires of them, including those defined in the database. The class of a sign-in is the one that its identity
 * provider says.
 */
export function acrValuesInDiscovery(providers: IdentityProviders, clock: Clock) {
  let known: string[] = [];
  let readAgainAt = 0;
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    if (ctx.oidc?.route !== 'discovery' || ctx.status !== 200) return;
    const now = clock.milliseconds();
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
