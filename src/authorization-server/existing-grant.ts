import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import { requestedResource } from './engine-context.js';
import { ACCOUNT_PAGE_CLIENT_ID } from './storage/own-clients.js';

/**
 * `loadExistingGrant`: which Grant an authorization request may build on.
 *
 * For SMART only the one that this very request’s consent made. The engine’s default reuses one Grant per browser and
 * client, and with it the launch context: a second launch for patient B would get patient A’s token.
 */
export async function loadExistingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { oidc } = ctx;
  if (oidc.client?.clientId === ACCOUNT_PAGE_CLIENT_ID) return ownGrant(ctx);
  const fromConsent = oidc.result?.consent?.grantId;
  const fromSession = requestedResource(ctx) ? undefined : oidc.session?.grantIdFor(oidc.client!.clientId);
  const grantId = fromConsent ?? fromSession;
  return grantId ? oidc.provider.Grant.find(grantId) : undefined;
}

/** Nobody is asked whether our own page may know who they are. */
async function ownGrant({ oidc }: KoaContextWithOIDC): Promise<Grant | undefined> {
  const accountId = oidc.session?.accountId;
  if (!accountId) return undefined;
  const grant = new oidc.provider.Grant({ accountId, clientId: ACCOUNT_PAGE_CLIENT_ID });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}
