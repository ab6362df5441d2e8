import { emailKey } from '#src/accounts/email-key.js';
import type { ProfileUpdate } from '#src/accounts/account.store.js';
import { readText } from '../claims/claim-reference.js';
import type { ProviderQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import { noted, refused, settingOf } from '../trail.js';
import type { LookUps } from '../look-ups.js';
import type { AddressFacts } from './judge-addresses.js';
import type { MatchedAccount } from './match-account/match-account.js';

const STEP = 'account.email';
const LONGEST = 320;

/** The address to write into the account; undefined when the address stays as it is. */
interface EmailFacts {
  email: ProfileUpdate['email'];
}

type Facts = Pick<ProviderQuestion, 'identity' | 'provider'> &
  Pick<AddressFacts, 'addresses'> &
  Pick<MatchedAccount, 'account' | 'isTheirs'> & { isShared: boolean };

/** What happens to the e-mail address of the account? An address that another account has is never taken over. */
export async function updateEmail(
  { identity, provider, account, isTheirs, isShared, addresses }: Facts,
  { accounts }: Pick<LookUps, 'accounts'>,
): Promise<Answer<EmailFacts>> {
  const stays: EmailFacts = { email: undefined };
  // Where accounts are connected by one-time code, their address is the one that is registered here, whatever address
  // the identity provider sends.
  if (isShared || provider.linking === 'oneTimeCode') return { facts: stays };
  const address = readText(identity.claims, 'email');
  // When the account was matched by this same address, nothing new was learnt. The address is updated only when the
  // account was found by a key that is never given to another person.
  if (address === undefined || address.length > LONGEST || (account && !isTheirs)) return { facts: stays };
  const { identifies: verified, finding, foreign, setting } = addresses(address);
  const key = emailKey(address);
  const owners = key === undefined ? [] : await accounts.findByEmailKey(key);
  const others = owners.filter((owner) => owner.id !== account?.id);
  if (others.length > 0) {
    const about = { accounts: others.map(({ id }) => id) };
    if (account) {
      const left = 'the address stays: another account has the new address';
      return { facts: stays, trail: [noted(STEP, left, about)] };
    }
    const taken = 'another account has this e-mail address; an administrator must link them';
    return { refused: 'email_of_another_account', trail: [refused(STEP, taken, about)] };
  }
  // An address that the account is already matched by keeps that role, even when the identity provider says nothing
  // about it.
  const comparable = verified || (key !== undefined && key === account?.emailKey);
  if (foreign && !comparable && account?.emailKey) {
    const left = 'the registered address stays: this identity provider may not vouch for the new one';
    return { facts: stays, trail: [noted(STEP, `${left}: ${finding}`, settingOf(provider, setting))] };
  }
  if (account?.email === address && account.emailKey === (comparable ? (key ?? null) : null))
    return { facts: stays };
  const becomes = comparable
    ? 'the new address becomes the registered address'
    : 'the new address is only displayed, and identifies no person';
  return {
    facts: { email: { address, verified: comparable } },
    trail: [noted(STEP, `${becomes}: ${finding}`, settingOf(provider, setting))],
  };
}
