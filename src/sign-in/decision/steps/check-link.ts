import type { Link } from '#src/accounts/account.store.js';
import type { ProviderQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import type { LookUps } from '../look-ups.js';
import type { MatchedAccount } from './match-account/match-account.js';

/** Does the link by which the account was found still lead to it? Undefined when there is no link yet. */
export async function checkLink(
  { identity, account, linkedBy }: Pick<ProviderQuestion, 'identity'> & MatchedAccount,
  { accounts }: Pick<LookUps, 'accounts'>,
): Promise<Answer<{ link: Link | undefined }>> {
  if (!account || linkedBy !== undefined) return { facts: { link: undefined } };
  const link = await accounts.linkOf(identity.issuer, identity.subject);
  // The link was removed or moved in the moment since the account was found.
  return link?.accountId === account.id ? { facts: { link } } : { refused: 'link_conflict' };
}
