import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { isPermitted } from '#src/federation/permitted-providers.js';
import type { EngineAccounts } from '../../engine/engine-accounts.js';

const { Check } = interactionPolicy;

/**
 * A client may be limited to some identity providers. A person who signed in another way must sign in again by one of
 * those.
 */
export function providerNotPermitted(accounts: EngineAccounts) {
  return new Check(
    'provider_not_permitted',
    'the session was made by another identity provider',
    'login_required',
    async (ctx) => {
      const { client, session, result } = (ctx as KoaContextWithOIDC).oidc;
      const permitted = client?.identity_providers;
      if (!permitted || !session?.accountId || result?.login) return Check.NO_NEED_TO_PROMPT;
      const cameBy = await accounts.signInOf(session);
      // Whether passwords are allowed is decided by `localLogin`. Where they are not, the engine finds no account for
      // the session.
      return cameBy !== undefined && cameBy.scheme !== null && !isPermitted(cameBy.scheme, permitted);
    },
  );
}
