import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

/** Whose account was switched off or deleted signs in again, and is told so there. */
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
