import type { Account } from '#src/accounts/account.entity.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { alternateKey } from '../../claims/alternate-key.js';
import type { ProviderQuestion } from '../../decision.js';
import type { Answer } from '../../steps.js';
import { noted, passed, refused, settingOf, type Trail, type TrailSubject } from '../../trail.js';
import type { LookUps } from '../../look-ups.js';
import type { AddressFacts } from '../judge-addresses.js';
import { accountsOfKey } from './accounts-of-key.js';
import { outOfReach } from './link-reach.js';

/** The account of an identity; undefined when none was found. */
export interface MatchedAccount {
  account: Account | undefined;
  /** The key that found an account whose link is made now; undefined when the account is linked already. */
  linkedBy?: string;
  /**
   * Whether the account belongs to this person for good: it is linked, or was found by a key that is never given to
   * another person.
   */
  isTheirs: boolean;
}

type Facts = Pick<ProviderQuestion, 'identity' | 'provider'> & AddressFacts;

/** Claims that an identity provider never gives to a second person. */
const NEVER_GIVEN_AGAIN = ['oid', 'sub'];

const NOBODY: MatchedAccount = { account: undefined, isTheirs: false };

/**
 * Which account is it? It is found by the lasting link (issuer and subject). At the first sign-in, it is found by the
 * keys that the settings allow, in their order. Two accounts for one key are refused; the first is never picked. An
 * account that this identity provider may not link is refused, too: going on without it would be guessing.
 */
export async function matchAccount(
  facts: Facts,
  lookUps: Pick<LookUps, 'accounts'>,
): Promise<Answer<MatchedAccount>> {
  const { identity, provider } = facts;
  const linked = await lookUps.accounts.findByIdentity(identity.issuer, identity.subject);
  if (linked)
    return {
      facts: { account: linked, isTheirs: true },
      trail: [passed('account.link', 'this issuer and subject are linked to an account')],
    };
  let trail: Trail = [noted('account.link', 'this issuer and subject were not seen before')];

  if (provider.linking === 'oneTimeCode') {
    const finding = 'accounts are linked only by one-time code (linking), and this person has not used one';
    return {
      refused: 'not_activated',
      trail: [...trail, refused('account.activation', finding, settingOf(provider, 'linking'))],
    };
  }

  const byLastingClaims = await matchByLastingClaims(facts, lookUps);
  trail = [...trail, ...(byLastingClaims.trail ?? [])];
  if (isSettled(byLastingClaims)) return { ...byLastingClaims, trail };
  for (const key of provider.accountMatch) {
    const byKey = await matchByKey(key, facts, lookUps);
    trail = [...trail, ...(byKey.trail ?? [])];
    if (isSettled(byKey)) return { ...byKey, trail };
  }
  return { facts: NOBODY, trail };
}

/** Whether no further key is tried. */
function isSettled(answer: Answer<MatchedAccount>): boolean {
  return 'refused' in answer || answer.facts.account !== undefined;
}

/** Finds a person whom the identity provider knows under a new subject, by claims that never change. */
async function matchByLastingClaims(
  { identity, provider }: Facts,
  { accounts }: Pick<LookUps, 'accounts'>,
): Promise<Answer<MatchedAccount>> {
  const key = alternateKey(identity.claims, provider);
  if (key === undefined) return { facts: NOBODY };
  const owners = await accounts.findByAlternateKey(identity.issuer, key);
  const name = provider.alternateKeyClaims.join('+');
  const about = settingOf(provider, 'alternateKeyClaims');
  return onlyOne(owners, { step: `account.link.${name}`, key: name, provider, about });
}

/** Finds an account that was made beforehand, by one claim. */
async function matchByKey(
  key: string,
  facts: Facts,
  { accounts }: Pick<LookUps, 'accounts'>,
): Promise<Answer<MatchedAccount>> {
  const { identity, provider, providers } = facts;
  const step = `account.match.${key}`;
  const named = await accountsOfKey(key, facts, accounts);
  const about = settingOf(provider, 'accountMatch');
  if ('skipped' in named) {
    const because = named.setting === undefined ? about : settingOf(provider, named.setting);
    return { facts: NOBODY, trail: [noted(step, named.skipped, because)] };
  }
  const found = onlyOne(named.accounts, { step, key, provider, about });
  const trail = [...(named.because === undefined ? [] : [noted(step, named.because)]), ...found.trail];
  if ('refused' in found || !found.facts.account) return { ...found, trail };

  const { account } = found.facts;
  const links = await accounts.identitiesOf(account.id);
  if (!links.some(({ issuer }) => issuer === identity.issuer)) {
    const obstacle = outOfReach({ account, links, key }, provider, providers);
    if (obstacle === undefined) return { ...found, trail };
    const why = { ...settingOf(provider, links.length > 0 ? 'linkTo' : undefined), accounts: [account.id] };
    return {
      refused: 'account_of_another_provider',
      account,
      trail: [...trail, refused(step, obstacle, why)],
    };
  }
  if (NEVER_GIVEN_AGAIN.includes(key)) return { ...found, trail };
  // An address or a staff name goes to another person when its owner leaves. A new subject with it may be either of
  // them.
  const conflict = refused(
    step,
    'that account is already linked to another subject of this identity provider',
    { accounts: [account.id] },
  );
  return { refused: 'link_conflict', account, trail: [...trail, conflict] };
}

/** One account is a match. With none, the next key is tried. With several, the sign-in is refused. */
function onlyOne(
  accounts: Account[],
  {
    step,
    key,
    provider,
    about,
  }: { step: string; key: string; provider: IdentityProviderSettings; about: TrailSubject },
): Answer<MatchedAccount> & { trail: Trail } {
  const [account, ...others] = accounts;
  if (others.length > 0)
    return {
      refused: 'several_accounts',
      trail: [
        refused(step, 'more than one account has this value', {
          ...about,
          accounts: accounts.map(({ id }) => id),
        }),
      ],
    };
  if (!account) return { facts: NOBODY, trail: [noted(step, 'no account has this value', about)] };
  return {
    facts: { account, linkedBy: key, isTheirs: isLasting(key, provider) },
    trail: [passed(step, 'one account has this value', about)],
  };
}

/** Whether the value of this key is never given to another person. */
function isLasting(key: string, { alternateKeyClaims }: IdentityProviderSettings): boolean {
  return NEVER_GIVEN_AGAIN.includes(key) || key === alternateKeyClaims.join('+');
}
