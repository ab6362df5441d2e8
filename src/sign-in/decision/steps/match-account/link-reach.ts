import type { Account } from '#src/accounts/account.entity.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { isOneProvider, type SetUpProvider } from '#src/federation/set-up-provider.js';

/** The members of a link that matter here. */
interface KnownLink {
  issuer: string;
  scheme: string;
}

/**
 * Whether an account may be linked on the word of this identity provider alone. That is so for an account without links
 * that waits for this identity provider; for one that an administrator assigned to it; and for one whose links all
 * belong to identity providers in `linkTo`.
 *
 * @param found the account, its links (none of them to this identity provider), and the claim that found it.
 * @param here all identity providers that are set up.
 * @returns why not, and what an administrator can do; undefined when it may be linked.
 */
export function outOfReach(
  found: { account: Pick<Account, 'externalIdScheme'>; links: readonly KnownLink[]; key: string },
  provider: IdentityProviderSettings,
  here: readonly SetUpProvider[],
): string | undefined {
  const { account, links, key } = found;
  const waitsFor = account.externalIdScheme;
  // After the first sign-in by this identity provider the account no longer waits for it, not even for another
  // directory of it.
  const waits = !links.some(({ scheme }) => scheme === provider.scheme);
  if (waits && waitsFor === provider.scheme) return undefined;
  if (links.length > 0) {
    const spokenFor = here
      .filter(({ scheme }) => provider.linkTo.includes(scheme))
      .flatMap(({ issuers }) => issuers);
    const mayFollow = waitsFor === null || provider.linkTo.includes(waitsFor);
    // `sub` is unique only within its issuer (OpenID Connect Core section 2). At another issuer it may be another
    // person.
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
    return 'that account does not name the identity provider for which it waits, and there are several; an administrator can set it (externalIdScheme, wardkey account set-provider)';
  return undefined;
}

const REMEDY =
  'an administrator can link it (wardkey account link) or make it wait for this identity provider (externalIdScheme, wardkey account set-provider)';
