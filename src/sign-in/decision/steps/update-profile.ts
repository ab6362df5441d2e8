import type { ProfileUpdate } from '#src/accounts/account.store.js';
import { STANDARD_SCOPE_CLAIMS } from '#src/config/claim-names.js';
import { readText } from '../claims/claim-reference.js';
import type { ProviderQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import { noted } from '../trail.js';
import type { CopiedClaims } from './copy-claims.js';
import type { MatchedAccount } from './match-account/match-account.js';

/** The name of an account, and the claims that are stored for it. */
export type ProfileFacts = CopiedClaims & Pick<ProfileUpdate, 'displayName'>;

type Facts = Pick<ProviderQuestion, 'identity'> &
  Pick<MatchedAccount, 'account'> & { isShared: boolean; copied: CopiedClaims };

/**
 * What happens to the name and the stored claims? They stay as they are when the account does not belong to this
 * identity provider alone.
 */
export function updateProfile({
  identity,
  account,
  isShared,
  copied,
}: Facts): Answer<{ profile: ProfileFacts }> {
  const { claims, forgetClaims } = copied;
  if (isShared) {
    const finding = 'the name stays: another identity provider is also linked to the account';
    // The standard claims stay with the name. The other claims are this identity provider’s own, and are stored with
    // its own link.
    const profile = { claims: omit(claims, STANDARD_SCOPE_CLAIMS), forgetClaims };
    return { facts: { profile }, trail: [noted('account.profile', finding)] };
  }
  const name = readText(identity.claims, 'name')?.slice(0, 255);
  // Only a new name counts, so that an account without changes keeps its version.
  const displayName = name === account?.displayName ? undefined : name;
  return { facts: { profile: { claims, forgetClaims, displayName } } };
}

function omit(claims: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}
