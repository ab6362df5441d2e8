import type { Account } from '#src/accounts/account.entity.js';
import { emailKey } from '#src/accounts/email-key.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { readClaim, readText } from './claim-reference.js';
import type { TrailStep } from './decision.js';
import type { World } from './world.js';

/** What a provider never gives to a second person. */
const NEVER_GIVEN_AGAIN = ['oid', 'sub'];

export type AccountMatch =
  | { found: 'linked'; account: Account }
  | { found: 'matched'; account: Account; by: string }
  | { found: 'none' }
  /** Nothing links here but its person’s own activation, and there was none. */
  | { found: 'notActivated' }
  | { found: 'conflict'; account: Account }
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
    const candidates = await candidatesFor(key, identity, provider, accounts);
    if ('skipped' in candidates) {
      trail.push({ step, finding: candidates.skipped, mark: 'noted' });
      continue;
    }
    const found = oneOf(candidates.accounts, step, trail);
    if (
      found?.found === 'matched' &&
      !NEVER_GIVEN_AGAIN.includes(key) &&
      (await isLinkedHere(found.account, identity, accounts))
    ) {
      // An address or a staff name goes to the next person when its owner leaves: a new subject with it may be either.
      trail.push({
        step,
        finding: 'that account belongs to another subject of this provider already',
        mark: 'refused',
      });
      return { found: 'conflict', account: found.account };
    }
    if (found) return found;
  }
  return { found: 'none' };
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

async function isLinkedHere(
  account: Account,
  identity: ExternalIdentity,
  accounts: World['accounts'],
): Promise<boolean> {
  return (await accounts.identitiesOf(account.id)).some(({ issuer }) => issuer === identity.issuer);
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
  if (!isEmailTrusted(identity.claims, provider)) {
    return {
      skipped: 'the provider does not say that the e-mail address is verified, so it identifies nobody',
    };
  }
  const comparable = emailKey(value);
  if (comparable === undefined) return { skipped: 'the e-mail address is of a form that is never compared' };
  return { accounts: await accounts.findByEmailKey(comparable) };
}

/** Whether the provider itself says that the e-mail address is not verified; saying nothing is not that. */
export function isEmailDisowned(
  claims: Record<string, unknown>,
  provider: IdentityProviderSettings,
): boolean {
  const said = provider.verifiedEmailClaim
    .map((name) => readClaim(claims, name))
    .filter((value) => value !== undefined);
  return said.length > 0 && !said.includes(true);
}

/**
 * Whether an e-mail address may stand for its owner here. Only the boolean `true` of a verified claim counts: text such
 * as "true" or "false" says nothing certain.
 */
export function isEmailTrusted(claims: Record<string, unknown>, provider: IdentityProviderSettings): boolean {
  if (provider.trustEmail === 'never') return false;
  if (provider.verifiedEmailClaim.some((name) => readClaim(claims, name) === true)) return true;
  if (provider.trustEmail !== 'always') return false;
  const domain = emailKey(readClaim(claims, 'email'))?.split('@').at(-1);
  return (
    domain !== undefined &&
    provider.trustEmailDomains.some((trusted) => emailKey(`x@${trusted}`) === `x@${domain}`)
  );
}
