import type { Account } from '#src/accounts/account.entity.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { isOneProvider, type SetUpProvider } from '#src/federation/set-up-provider.js';

/** A link as far as it matters here. */
interface KnownLink {
  issuer: string;
  scheme: string;
}

/**
 * Whether a provider’s word alone may link an account to it: an account that nobody is linked to and that waits for this
 * provider; one that an administrator wrote down for it; one whose links are all of providers in `linkTo`.
 *
 * @param found the account, its links, of which none is this provider’s, and the claim that found it.
 * @param here every provider that is set up.
 * @returns why not, and what an administrator can do; undefined when it may.
 */
export function outOfReach(
  found: { account: Pick<Account, 'externalIdScheme'>; links: readonly KnownLink[]; key: string },
  provider: IdentityProviderSettings,
  here: readonly SetUpProvider[],
): string | undefined {
  const { account, links, key } = found;
  const waitsFor = account.externalIdScheme;
  // Once somebody has come by it, an account waits no longer: not for another directory of the same provider either.
  const waits = !links.some(({ scheme }) => scheme === provider.scheme);
  if (waits && waitsFor === provider.scheme) return undefined;
  if (links.length > 0) {
    const spokenFor = here
      .filter(({ scheme }) => provider.linkTo.includes(scheme))
      .flatMap(({ issuers }) => issuers);
    const mayFollow = waitsFor === null || provider.linkTo.includes(waitsFor);
    // `sub` is unique within its issuer only (OpenID Connect Core section 2): elsewhere it may be anybody’s.
    if (key !== 'sub' && mayFollow && links.every(({ issuer }) => spokenFor.includes(issuer)))
      return undefined;
    const names = links
      .map(({ scheme, issuer }) => (scheme === provider.scheme ? issuer : scheme))
      .join(', ');
    return `that account is linked to another identity provider (${names}); ${REMEDY}, or linkTo in the settings of ${provider.scheme}`;
  }
  if (waitsFor !== null)
    return `that account waits for another identity provider (externalIdScheme: ${waitsFor}); ${REMEDY}`;
  if (!isOneProvider(here))
    return 'that account does not say for which identity provider it waits, and there are several; an administrator can (externalIdScheme, wardkey account set-provider)';
  return undefined;
}

const REMEDY =
  'an administrator can link it (wardkey account link) or say that it waits for this one (externalIdScheme, wardkey account set-provider)';
