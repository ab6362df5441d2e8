import type { Account } from '#src/accounts/account.entity.js';
import { emailKey } from '#src/accounts/email-key.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { SetUpProvider } from '#src/federation/provider-entry.js';
import { readText } from '../claims/claim-reference.js';
import type { TrailStep } from '../decision.js';
import type { AddressJudge } from '../claims/identifying-address.js';
import { outOfReach } from './link-reach.js';
import { isAddressClaim } from '../claims/searched-values.js';
import type { World } from '../world.js';

/** What a provider never gives to a second person. */
const NEVER_GIVEN_AGAIN = ['oid', 'sub'];

export type AccountMatch =
  | { found: 'linked'; account: Account }
  | { found: 'matched'; account: Account; by: string }
  | { found: 'none' }
  /** Nothing links here but its person’s own activation, and there was none. */
  | { found: 'notActivated' }
  | { found: 'conflict'; account: Account }
  /** The account is another provider’s, or nobody said whose. */
  | { found: 'ofAnother'; account: Account }
  | { found: 'several' };

/**
 * Finds the account of an identity: by the durable link (issuer and subject), else, at the first sign-in, by the keys
 * the settings allow, in their order. Two accounts for one key are a refusal, never "the first"; an account that is not
 * this provider’s to link is one, too: to go on as if it were not there would be guessing.
 *
 * @param here every provider that is set up, and what this one’s addresses are worth.
 */
export async function matchAccount(
  identity: ExternalIdentity,
  provider: IdentityProviderSettings,
  here: { providers: SetUpProvider[]; addresses: AddressJudge },
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

  if (provider.linking === 'oneTimeCode') {
    trail.push({
      step: 'account.activation',
      finding: 'accounts are linked by one-time code only (linking), and this person has not done so',
      mark: 'refused',
    });
    return { found: 'notActivated' };
  }

  const alternate = alternateKey(identity.claims, provider);
  if (alternate !== undefined) {
    const owners = await accounts.findByAlternateKey(identity.issuer, alternate);
    const found = oneOf(owners, `account.link.${provider.alternateKeyClaims.join('+')}`, trail);
    if (found) return found;
  }

  for (const key of provider.accountMatch) {
    const step = `account.match.${key}`;
    const candidates = await candidatesFor(key, identity, provider, here.addresses, accounts);
    if ('skipped' in candidates) {
      trail.push({ step, finding: candidates.skipped, mark: 'noted' });
      continue;
    }
    if (candidates.because) trail.push({ step, finding: candidates.because, mark: 'noted' });
    const found = oneOf(candidates.accounts, step, trail);
    if (found?.found !== 'matched') {
      if (found) return found;
      continue;
    }
    const { account } = found;
    const links = await accounts.identitiesOf(account.id);
    if (!links.some(({ issuer }) => issuer === identity.issuer)) {
      const obstacle = outOfReach(account, links, key, provider, here.providers);
      if (obstacle === undefined) return found;
      trail.push({ step, finding: obstacle, mark: 'refused' });
      return { found: 'ofAnother', account };
    }
    if (NEVER_GIVEN_AGAIN.includes(key)) return found;
    // An address or a staff name goes to the next person when its owner leaves: a new subject with it may be either.
    trail.push({
      step,
      finding: 'that account belongs to another subject of this provider already',
      mark: 'refused',
    });
    return { found: 'conflict', account };
  }
  return { found: 'none' };
}

/** Whether what an account was matched by is this person’s for good: a key that no other person ever gets. */
export function isDurable(key: string, { alternateKeyClaims }: IdentityProviderSettings): boolean {
  return NEVER_GIVEN_AGAIN.includes(key) || key === alternateKeyClaims.join('+');
}

/** One account is a match, none lets the next key be tried, several end the matter. */
function oneOf(accounts: Account[], step: string, trail: TrailStep[]): AccountMatch | undefined {
  if (accounts.length > 1) {
    trail.push({ step, finding: 'more than one account has this value', mark: 'refused' });
    return { found: 'several' };
  }
  const [account] = accounts;
  trail.push({
    step,
    finding: account ? 'one account has this value' : 'no account has this value',
    mark: account ? 'passed' : 'noted',
  });
  return account && { found: 'matched', account, by: step.split('.').slice(2).join('.') };
}

/** The claims of the settings as one key; undefined unless all of them are there. */
export function alternateKey(
  claims: Record<string, unknown>,
  provider: IdentityProviderSettings,
): string | undefined {
  const values = provider.alternateKeyClaims.map((name) => readText(claims, name));
  return values.length > 0 && values.every((value) => value !== undefined)
    ? JSON.stringify(values)
    : undefined;
}

type Candidates = { accounts: Account[]; because?: string } | { skipped: string };

async function candidatesFor(
  key: string,
  identity: ExternalIdentity,
  provider: IdentityProviderSettings,
  addresses: AddressJudge,
  accounts: World['accounts'],
): Promise<Candidates> {
  const value = readText(identity.claims, key);
  if (value === undefined) return { skipped: `the ID token has no usable claim ${key}` };
  if (key !== 'email') {
    // An address under another name is one all the same.
    const verdict = isAddressClaim(key) && value.includes('@') ? addresses(value) : undefined;
    if (verdict && !verdict.identifies)
      return { skipped: `the address in it identifies nobody: ${verdict.finding}` };
    const schemes = key === 'sub' ? [provider.scheme] : [provider.scheme, ...provider.linkTo];
    return { accounts: await accounts.findByExternalId(value, ...schemes) };
  }
  const { identifies, finding } = addresses(value);
  if (!identifies) return { skipped: `the e-mail address identifies nobody: ${finding}` };
  const found = await accounts.findByEmailKey(emailKey(value) ?? '');
  return { accounts: found, because: `the e-mail address may identify somebody: ${finding}` };
}
