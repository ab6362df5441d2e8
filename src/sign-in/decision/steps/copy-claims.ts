import type { ProfileUpdate } from '#src/accounts/account.store.js';
import { AUTHORIZATION_CLAIMS } from '#src/config/claim-names.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { readClaim, readText } from '../claims/claim-reference.js';
import type { ProviderQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import { noted, type TrailEntry } from '../trail.js';
import type { World } from '../world.js';
import { type Membership, readGroups } from './read-groups.js';

/** Kept where a provider sends them, without being named (OpenID Connect Core 5.4, the scope `profile`). */
const PROFILE_CLAIMS = ['given_name', 'family_name', 'preferred_username', 'locale', 'profile'];
const MOST_CHARACTERS = 1024;
/** Of one claim, as JSON: some 1,600 groups by object id. */
const MOST_BYTES = 64 * 1024;

const STEP = 'claims.copy';

/** Claims to keep and names of claims to forget, under the names to keep them by. */
export type CopiedClaims = Required<Pick<ProfileUpdate, 'claims' | 'forgetClaims'>>;

/**
 * Which claims are kept of this sign-in? The person’s groups are read only where the settings keep them.
 *
 * @param facts `membership` where a step before has read the groups already.
 */
export async function copyClaims(
  facts: Pick<ProviderQuestion, 'identity' | 'provider'> & { membership?: Membership },
  world: Pick<World, 'groups'>,
): Promise<Answer<{ copied: CopiedClaims }>> {
  const { claims } = facts.identity;
  const { provider } = facts;
  const copied = new Map<string, unknown>();
  const missing: string[] = [];
  const trail: TrailEntry[] = [];
  let { membership } = facts;

  for (const { key, copyAs: name = key } of provider.userClaimsFromIdToken) {
    if (key === provider.groupsClaim && !membership) {
      const groups = await readGroups(facts, world);
      membership = groups.membership;
      trail.push(...groups.trail);
    }
    const [value, why] =
      key === provider.groupsClaim ? listed(membership!) : [readClaim(claims, key), undefined];
    if (value === undefined || value === null) {
      missing.push(name);
      trail.push(noted(STEP, why ?? `${key} is not in the ID token`));
    } else if (Buffer.byteLength(JSON.stringify(value)) > MOST_BYTES) {
      missing.push(name);
      trail.push(noted(STEP, `${key} has more than ${MOST_BYTES} bytes and is not kept`));
    } else {
      copied.set(name, value);
      trail.push(noted(STEP, name === key ? `${key} kept` : `${key} kept as ${name}`));
    }
  }
  const named = new Set([...copied.keys(), ...missing]);
  for (const name of provider.keepProfileClaims ? PROFILE_CLAIMS.filter((one) => !named.has(one)) : []) {
    const value = readText(claims, name);
    if (value === undefined || value.length > MOST_CHARACTERS) missing.push(name);
    else copied.set(name, value);
  }

  // `keep`: what a provider leaves out today it may send again tomorrow. What somebody may do is only true while it is said.
  const isMirrored = (name: string) => provider.sync === 'mirror' || isAuthorization(name, provider);
  const forgetClaims = missing.filter((name) => isMirrored(name) && !copied.has(name));
  return { facts: { copied: { claims: Object.fromEntries(copied), forgetClaims } }, trail };
}

function listed(membership: Membership): [string[] | undefined, string?] {
  return membership.state === 'listed'
    ? [membership.groups]
    : [undefined, `the groups are not known, and not kept: ${membership.because}`];
}

function isAuthorization(name: string, { groupsClaim, userClaimsFromIdToken }: IdentityProviderSettings) {
  return (
    (AUTHORIZATION_CLAIMS as readonly string[]).includes(name) ||
    userClaimsFromIdToken.some(({ key, copyAs = key }) => key === groupsClaim && copyAs === name)
  );
}
