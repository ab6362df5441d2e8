import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import type { GrantContextStore } from '#src/access/grant-context.store.js';
import type { EngineAccounts } from '../engine/engine-accounts.js';
import { requestedResource } from '../engine/context.js';
import { ACCOUNT_PAGE_CLIENT_ID } from '../storage/own-clients.js';

/**
 * `loadExistingGrant`: which Grant an authorization request may build on.
 *
 * A SMART request builds only on the Grant that its own consent made. The engine’s default reuses one Grant per browser
 * and client, and with it the launch context: a second launch for patient B would get patient A’s token.
 *
 * A plain OpenID Connect request builds on what the person allowed in this browser session before, if that covers all
 * that the request asks for: each consent makes one whole Grant, never a part of one. It does not build on that Grant
 * if the person has signed in through another link since, because a Grant says who the person is by the link of the
 * sign-in that made it.
 */
export function existingGrants(contexts: GrantContextStore, accounts: EngineAccounts) {
  return (ctx: KoaContextWithOIDC) => loadExistingGrant(ctx, contexts, accounts);
}

async function loadExistingGrant(
  ctx: KoaContextWithOIDC,
  contexts: GrantContextStore,
  accounts: EngineAccounts,
): Promise<Grant | undefined> {
  const { oidc } = ctx;
  if (oidc.client?.clientId === ACCOUNT_PAGE_CLIENT_ID) return ownGrant(ctx);
  const fromConsent = oidc.result?.consent?.grantId;
  if (fromConsent) return oidc.provider.Grant.find(fromConsent);
  const fromSession = oidc.session?.grantIdFor(oidc.client!.clientId);
  if (requestedResource(ctx) || !fromSession || oidc.prompts.has('consent')) return undefined;
  const grant = await oidc.provider.Grant.find(fromSession);
  if (!grant || grant.accountId !== oidc.account?.accountId || !covers(grant, ctx)) return undefined;
  const { accountId, signInId } = (await contexts.find(fromSession))!;
  const given = await accounts.signInOf({ accountId: accountId!, signInId: signInId! });
  const now = await accounts.signInOf(oidc.session!);
  return given?.linkId === now?.linkId ? grant : undefined;
}

function covers(grant: Grant, { oidc }: KoaContextWithOIDC): boolean {
  const scopes = splitScope(grant.getOIDCScopeEncountered());
  const claims = new Set([...grant.getOIDCClaimsEncountered(), ...CLAIMS_OF_EVERY_ID_TOKEN]);
  return (
    [...oidc.requestParamOIDCScopes].every((scope) => scopes.includes(scope)) &&
    [...oidc.requestParamClaims].every((claim) => claims.has(claim))
  );
}

/** People are not asked to consent to these claims: they describe the sign-in, not the person. */
const CLAIMS_OF_EVERY_ID_TOKEN = ['sub', 'sid', 'auth_time', 'acr', 'amr', 'iss'];

/** People are not asked whether this server’s own account page may know who they are. */
async function ownGrant({ oidc }: KoaContextWithOIDC): Promise<Grant | undefined> {
  const accountId = oidc.session?.accountId;
  if (!accountId) return undefined;
  const grant = new oidc.provider.Grant({ accountId, clientId: ACCOUNT_PAGE_CLIENT_ID });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}
