import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

/**
 * Asks for a new sign-in when the account of the session was switched off or deleted. The sign-in then tells the person
 * why.
 */
export function accountNotUsable() {
  return new interactionPolicy.Check(
    'account_not_usable',
    'the account cannot be used any more',
    'login_required',
    (ctx) => {
      const { session, account } = (ctx as KoaContextWithOIDC).oidc;
      return session?.accountId !== undefined && account === undefined;
    },
  );
}
