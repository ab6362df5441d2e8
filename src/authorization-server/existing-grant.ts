import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import { requestedResource } from './engine-context.js';

/**
 * `loadExistingGrant`: which Grant an authorization request may build on.
 *
 * For SMART only the one that this very request’s consent made. The engine’s default reuses one Grant per browser and
 * client, and with it the launch context: a second launch for patient B would get patient A’s token.
 */
export async function loadExistingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { oidc } = ctx;
  const fromConsent = oidc.result?.consent?.grantId;
  const fromSession = requestedResource(ctx) ? undefined : oidc.session?.grantIdFor(oidc.client!.clientId);
  const grantId = fromConsent ?? fromSession;
  return grantId ? oidc.provider.Grant.find(grantId) : undefined;
}
