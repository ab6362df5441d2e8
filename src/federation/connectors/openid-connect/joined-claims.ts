import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';

type Claims = Record<string, unknown>;

/** Claims that say nothing without one another. */
interface Unit {
  /** With one of these a source speaks of the matter. */
  leading: string[];
  members: string[];
}

/**
 * The claims of an ID token and of the userinfo endpoint as one. The ID token is signed, so where both have a claim, its
 * own counts. Claims that belong together come from one of the two: an address must not be called verified by what was
 * said of another, nor a list of groups complete by what came without it.
 */
export function joinedClaims(idToken: Claims, userinfo: Claims, provider: IdentityProviderSettings): Claims {
  const joined = { ...userinfo, ...idToken };
  for (const { leading, members } of unitsOf(provider)) {
    const speaks = (source: Claims) => leading.some((name) => Object.hasOwn(source, name));
    const source = speaks(idToken) || !speaks(userinfo) ? idToken : userinfo;
    // One that neither speaks of stays as it came: there is nothing to take it for.
    if (!speaks(source)) continue;
    for (const name of members) {
      if (Object.hasOwn(source, name)) joined[name] = source[name];
      else delete joined[name];
    }
  }
  return joined;
}

function unitsOf(provider: IdentityProviderSettings): Unit[] {
  const verified = ['email_verified', 'xms_edov', 'verified_primary_email', 'verified_secondary_email'];
  const lasting = ['tid', 'oid', ...provider.alternateKeyClaims.map(topLevel)];
  const groups = topLevel(provider.groupsClaim);
  return [
    { leading: ['email'], members: ['email', ...verified, ...provider.verifiedEmailClaim.map(topLevel)] },
    {
      leading: [groups, 'hasgroups', '_claim_names'],
      members: [groups, 'hasgroups', '_claim_names', '_claim_sources'],
    },
    { leading: lasting, members: lasting },
    { leading: ['phone_number'], members: ['phone_number', 'phone_number_verified'] },
  ];
}

/** The claim that a reference of the settings reads from: the name, or the first part of a JSON Pointer. */
function topLevel(reference: string): string {
  if (!reference.startsWith('/')) return reference;
  return reference.split('/')[1]!.replaceAll('~1', '/').replaceAll('~0', '~');
}
