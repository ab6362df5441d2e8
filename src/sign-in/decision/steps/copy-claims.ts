import type { ProfileUpdate } from '#src/accounts/account.store.js';
import { AUTHORIZATION_CLAIMS } from '#src/config/claim-names.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { readClaim, readText } from '../claims/claim-reference.js';
import type { ProviderQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import { noted, settingOf, type TrailEntry } from '../trail.js';
import type { LookUps } from '../look-ups.js';
import { type Membership, readGroups } from './read-groups.js';

/**
 * Stored when an identity provider sends them, even if the settings do not name them (OpenID Connect Core 5.4, the
 * scope `profile`).
 */
const PROFILE_CLAIMS = ['given_name', 'family_name', 'preferred_username', 'locale', 'profile'];
const MOST_CHARACTERS = 1024;
/** The largest claim, as JSON: about 1,600 groups by object id. */
const MOST_BYTES = 64 * 1024;

const STEP = 'claims.copy';

/** Claims to store and names of claims to delete, under the names that they are stored by. */
export type CopiedClaims = Required<Pick<ProfileUpdate, 'claims' | 'forgetClaims'>>;

/**
 * Which claims of this sign-in are stored? The person’s groups are read only where the settings store them.
 *
 * @param facts with `membership` when an earlier step has already read the groups.
 */
export async function copyClaims(
  facts: Pick<ProviderQuestion, 'identity' | 'provider'> & { membership?: Membership },
  lookUps: Pick<LookUps, 'groups'>,
): Promise<Answer<{ copied: CopiedClaims }>> {
  const { claims } = facts.identity;
  const { provider } = facts;
  const copied = new Map<string, unknown>();
  const missing: string[] = [];
  const trail: TrailEntry[] = [];
  let { membership } = facts;
  const about = settingOf(provider, 'userClaimsFromIdToken');

  for (const { key, copyAs: name = key } of provider.userClaimsFromIdToken) {
    if (key === provider.groupsClaim && !membership) {
      const groups = await readGroups(facts, lookUps);
      membership = groups.membership;
      trail.push(...groups.trail);
    }
    const [value, why] =
      key === provider.groupsClaim ? listed(membership!) : [readClaim(claims, key), undefined];
    if (value === undefined || value === null) {
      missing.push(name);
      trail.push(noted(STEP, why ?? `${key} is not in the ID token`, about));
    } else if (Buffer.byteLength(JSON.stringify(value)) > MOST_BYTES) {
      missing.push(name);
      trail.push(noted(STEP, `${key} has more than ${MOST_BYTES} bytes and is not stored`, about));
    } else {
      copied.set(name, value);
      trail.push(noted(STEP, name === key ? `${key} stored` : `${key} stored as ${name}`, about));
    }
  }
  const named = new Set([...copied.keys(), ...missing]);
  for (const name of provider.keepProfileClaims ? PROFILE_CLAIMS.filter((one) => !named.has(one)) : []) {
    const value = readText(claims, name);
    if (value === undefined || value.length > MOST_CHARACTERS) missing.push(name);
    else copied.set(name, value);
  }

  // With `keep`, a claim that is missing today stays stored, because it may be sent again tomorrow. Claims that say
  // what a person may do are always deleted when they are missing.
  const isMirrored = (name: string) => provider.sync === 'mirror' || isAuthorization(name, provider);
  const forgetClaims = missing.filter((name) => isMirrored(name) && !copied.has(name));
  return { facts: { copied: { claims: Object.fromEntries(copied), forgetClaims } }, trail };
}

function listed(membership: Membership): [string[] | undefined, string?] {
  return membership.state === 'listed'
    ? [membership.groups]
    : [undefined, `the groups are not known, and not stored: ${membership.because}`];
}

function isAuthorization(name: string, { groupsClaim, userClaimsFromIdToken }: IdentityProviderSettings) {
  return (
    (AUTHORIZATION_CLAIMS as readonly string[]).includes(name) ||
    userClaimsFromIdToken.some(({ key, copyAs = key }) => key === groupsClaim && copyAs === name)
  );
}
