import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { isPermitted } from '#src/federation/permitted-providers.js';
import type { EngineAccounts } from '../../engine/engine-accounts.js';

const { Check } = interactionPolicy;

/** A client for the people of some providers only: whoever came in by another way has to come by one of those. */
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
      // Passwords are for `localLogin` to permit; where it does not, the session has no account here.
      return cameBy !== undefined && cameBy.scheme !== null && !isPermitted(cameBy.scheme, permitted);
    },
  );
}
