import type { ProviderQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import type { LookUps } from '../look-ups.js';
import type { AddressFacts } from './judge-addresses.js';
import type { MatchedAccount } from './match-account/match-account.js';

type Facts = Pick<ProviderQuestion, 'identity' | 'provider'> &
  Pick<AddressFacts, 'providers'> &
  Pick<MatchedAccount, 'account'>;

/**
 * Is another identity provider that is set up here also linked to the account? Then a sign-in by either changes neither
 * name nor address nor standard claims, because these do not belong to that identity provider alone.
 */
export async function checkSharing(
  { identity, provider, providers, account }: Facts,
  { accounts }: Pick<LookUps, 'accounts'>,
): Promise<Answer<{ isShared: boolean }>> {
  const links = account ? await accounts.identitiesOf(account.id) : [];
  const isShared = links.some(
    (link) =>
      link.issuer !== identity.issuer &&
      providers.some(
        ({ scheme, issuers }) =>
          issuers.includes(link.issuer) || (scheme === link.scheme && scheme !== provider.scheme),
      ),
  );
  return { facts: { isShared } };
}
