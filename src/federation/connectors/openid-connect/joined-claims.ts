import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';

type Claims = Record<string, unknown>;

/** Claims that mean something only together. */
interface Unit {
  /** A source that has one of these decides all members. */
  leading: string[];
  members: string[];
}

/**
 * Joins the claims of the ID token and of the userinfo endpoint. The ID token is signed, so its claim counts where both
 * have one. Claims that belong together come from the same source: otherwise an e-mail address could be called verified
 * because of another address, or a list of groups complete because a mark is missing in the other source.
 */
export function joinedClaims(idToken: Claims, userinfo: Claims, provider: IdentityProviderSettings): Claims {
  const joined = { ...userinfo, ...idToken };
  for (const { leading, members } of unitsOf(provider)) {
    const speaks = (source: Claims) => leading.some((name) => Object.hasOwn(source, name));
    const source = speaks(idToken) || !speaks(userinfo) ? idToken : userinfo;
    // Neither source has a leading claim. The other members stay as they came: on their own they mean nothing.
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

/** The top-level claim that a reference of the settings reads from: the name, or the first part of a JSON Pointer. */
function topLevel(reference: string): string {
  if (!reference.startsWith('/')) return reference;
  return reference.split('/')[1]!.replaceAll('~1', '/').replaceAll('~0', '~');
}
