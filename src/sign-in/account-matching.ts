import type { Account } from '#src/accounts/account.entity.js';
import { emailKey } from '#src/accounts/email-key.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { readClaim, readText } from './claim-reference.js';
import type { TrailStep } from './decision.js';
import type { World } from './world.js';

export type AccountMatch =
  | { found: 'linked'; account: Account }
  | { found: 'matched'; account: Account; by: string }
  | { found: 'none' }
  | { found: 'several' };

/**
 * Finds the account of an identity: by the durable link (issuer and subject), else, at the first sign-in, by the keys
 * the settings allow, in their order. Two accounts for one key are a refusal, never "the first".
 */
export async function matchAccount(
  identity: ExternalIdentity,
  provider: IdentityProviderSettings,
  accounts: World['accounts'],
  trail: TrailStep[],
): Promise<AccountMatch> {
  const linked = await accounts.findByIdentity(identity.issuer, identity.subject);
  if (linked) {
    trail.push({
      step: 'account.link',
      finding: 'this issuer and subject are linked to an account',
      mark: 'passed',
    });
    return { found: 'linked', account: linked };
  }
  trail.push({
    step: 'account.link',
    finding: 'this issuer and subject were not seen before',
    mark: 'noted',
  });

  for (const key of provider.accountMatch) {
    const step = `account.match.${key}`;
    const candidates = await candidatesFor(key, identity, provider, accounts);
    if ('skipped' in candidates) {
      trail.push({ step, finding: candidates.skipped, mark: 'noted' });
      continue;
    }
    if (candidates.accounts.length > 1) {
      trail.push({ step, finding: 'more than one account has this value', mark: 'refused' });
      return { found: 'several' };
    }
    const [account] = candidates.accounts;
    if (account) {
      trail.push({ step, finding: 'one account was made beforehand for this value', mark: 'passed' });
      return { found: 'matched', account, by: key };
    }
    trail.push({ step, finding: 'no account has this value', mark: 'noted' });
  }
  return { found: 'none' };
}

type Candidates = { accounts: Account[] } | { skipped: string };

async function candidatesFor(
  key: string,
  identity: ExternalIdentity,
  provider: IdentityProviderSettings,
  accounts: World['accounts'],
): Promise<Candidates> {
  const value = readText(identity.claims, key);
  if (value === undefined) return { skipped: `the ID token has no usable claim ${key}` };
  if (key !== 'email') return { accounts: await accounts.findByExternalId(value, provider.scheme) };
  if (!isEmailVerified(identity.claims, provider)) {
    return {
      skipped: 'the provider does not say that the e-mail address is verified, so it identifies nobody',
    };
  }
  const comparable = emailKey(value);
  if (comparable === undefined) return { skipped: 'the e-mail address is of a form that is never compared' };
  return { accounts: await accounts.findByEmailKey(comparable) };
}

/** Only the boolean `true` counts: text such as "true" or "false" says nothing certain. */
export function isEmailVerified(
  claims: Record<string, unknown>,
  provider: IdentityProviderSettings,
): boolean {
  return provider.verifiedEmailClaims.some((name) => readClaim(claims, name) === true);
}
