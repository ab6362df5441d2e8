import { emailKey } from '#src/accounts/email-key.js';
import type { ProfileUpdate } from '#src/accounts/account.store.js';
import { readText } from '../claims/claim-reference.js';
import type { ProviderQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import { noted, refused } from '../trail.js';
import type { World } from '../world.js';
import type { SpeakersHere } from './judge-addresses.js';
import type { MatchedAccount } from './match-account/match-account.js';

const STEP = 'account.email';
const LONGEST = 320;

/** The address to write into the account; undefined where it stays as it is. */
interface EmailFacts {
  email: ProfileUpdate['email'];
}

type Facts = Pick<ProviderQuestion, 'identity' | 'provider'> &
  Pick<SpeakersHere, 'addresses'> &
  Pick<MatchedAccount, 'account' | 'isTheirs'> & { isShared: boolean };

/** What becomes of the e-mail address? Nobody takes an address that another account has. */
export async function updateEmail(
  { identity, provider, account, isTheirs, isShared, addresses }: Facts,
  { accounts }: Pick<World, 'accounts'>,
): Promise<Answer<EmailFacts>> {
  const stays: EmailFacts = { email: undefined };
  // Where accounts are connected by hand their address is the one registered here, whatever the provider calls its own.
  if (isShared || provider.linking === 'oneTimeCode') return { facts: stays };
  const address = readText(identity.claims, 'email');
  // An address learnt by matching on that very address is no news; it follows only what is never given to somebody else.
  if (address === undefined || address.length > LONGEST || (account && !isTheirs)) return { facts: stays };
  const { identifies: verified, finding, foreign } = addresses(address);
  const key = emailKey(address);
  const owners = key === undefined ? [] : await accounts.findByEmailKey(key);
  if (owners.some((owner) => owner.id !== account?.id)) {
    if (account) {
      const left = 'left as it is: another account has the new address';
      return { facts: stays, trail: [noted(STEP, left)] };
    }
    const taken = 'another account has this e-mail address; an administrator must link them';
    return { refused: 'email_of_another_account', trail: [refused(STEP, taken)] };
  }
  // What the account is known by already stays so: a provider that says nothing of it takes nothing back.
  const comparable = verified || (key !== undefined && key === account?.emailKey);
  if (foreign && !comparable && account?.emailKey) {
    const left = 'the registered address stays: the new one is not this provider’s to change it to';
    return { facts: stays, trail: [noted(STEP, `${left}: ${finding}`)] };
  }
  if (account?.email === address && account.emailKey === (comparable ? (key ?? null) : null))
    return { facts: stays };
  const becomes = comparable ? 'the address becomes the registered one' : 'the address is for showing only';
  return {
    facts: { email: { address, verified: comparable } },
    trail: [noted(STEP, `${becomes}: ${finding}`)],
  };
}
