import type { ProfileUpdate } from '#src/accounts/account.store.js';
import { AUTHORIZATION_CLAIMS } from '#src/config/claim-names.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { readClaim, readText } from '../claims/claim-reference.js';
import type { TrailStep } from '../decision.js';
import type { GroupMembership } from '../claims/security-groups.js';

/** Kept where a provider sends them, without being named (OpenID Connect Core 5.4, the scope `profile`). */
const PROFILE_CLAIMS = ['given_name', 'family_name', 'preferred_username', 'locale', 'profile'];
const MOST_CHARACTERS = 1024;
/** Of one claim, as JSON: some 1,600 groups by object id. */
const MOST_BYTES = 64 * 1024;

/**
 * The claims that are kept of a sign-in, under the names to keep them by.
 *
 * @param groups what is known of the person’s groups; asked only where the settings keep them.
 */
export async function copiedClaims(
  claims: Record<string, unknown>,
  provider: IdentityProviderSettings,
  groups: () => Promise<GroupMembership>,
  trail: TrailStep[],
): Promise<Required<Pick<ProfileUpdate, 'claims' | 'forgetClaims'>>> {
  const copied = new Map<string, unknown>();
  const missing: string[] = [];
  const noted = (finding: string) => trail.push({ step: 'claims.copy', finding, mark: 'noted' });

  for (const { key, copyAs: name = key } of provider.userClaimsFromIdToken) {
    const [value, why] = key === provider.groupsClaim ? await listed(groups) : [readClaim(claims, key)];
    if (value === undefined || value === null) {
      missing.push(name);
      noted(why ?? `${key} is not in the ID token`);
    } else if (Buffer.byteLength(JSON.stringify(value)) > MOST_BYTES) {
      missing.push(name);
      noted(`${key} has more than ${MOST_BYTES} bytes and is not kept`);
    } else {
      copied.set(name, value);
      noted(name === key ? `${key} kept` : `${key} kept as ${name}`);
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
  return { claims: Object.fromEntries(copied), forgetClaims };
}

async function listed(groups: () => Promise<GroupMembership>): Promise<[string[] | undefined, string?]> {
  const membership = await groups();
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
