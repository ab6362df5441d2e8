/** The kinds of identity providers that have presets. */
export const IDENTITY_PROVIDER_KINDS = [
  'generic',
  'entraId',
  'okta',
  'auth0',
  'surfconext',
  'google',
  'keycloak',
] as const;
export type IdentityProviderKind = (typeof IDENTITY_PROVIDER_KINDS)[number];

/** The settings that a kind can preset. */
export interface IdentityProviderDefaults {
  authority?: string;
  issuerAliases?: string[];
  clientAuthentication?: 'client_secret_basic' | 'client_secret_post';
  userinfo?: 'never' | 'always';
  accountMatch?: string[];
  alternateKeyClaims?: string[];
  trustEmail?: 'never';
  verifiedEmailClaim?: string[];
  groupsLimit?: number;
  absentGroups?: 'none';
}

/** The defaults that a kind changes. A setting in the file always wins. */
export const PRESETS: Record<IdentityProviderKind, IdentityProviderDefaults> = {
  generic: {},
  entraId: {
    clientAuthentication: 'client_secret_post',
    accountMatch: ['oid', 'email'],
    // `sub` is different for every registration. These two stay the same.
    alternateKeyClaims: ['tid', 'oid'],
    // Entra never sends email_verified. This optional claim says that the owner of the domain was verified.
    verifiedEmailClaim: ['xms_edov'],
  },
  okta: {
    // ID tokens that come with an access token have few claims. Profile and groups are at userinfo.
    userinfo: 'always',
    accountMatch: ['sub', 'email'],
    verifiedEmailClaim: ['email_verified'],
    // Okta shortens longer lists and does not say so.
    groupsLimit: 100,
  },
  auth0: {
    clientAuthentication: 'client_secret_post',
    accountMatch: ['sub', 'email'],
    verifiedEmailClaim: ['email_verified'],
  },
  surfconext: {
    userinfo: 'always',
    accountMatch: ['eduperson_principal_name', 'sub'],
    // The institutions guarantee the address, but no claim says so.
    verifiedEmailClaim: [],
    trustEmail: 'never',
  },
  google: {
    authority: 'https://accounts.google.com',
    issuerAliases: ['accounts.google.com'],
    accountMatch: ['sub', 'email'],
    verifiedEmailClaim: ['email_verified'],
  },
  keycloak: {
    // Keycloak's mappers leave an empty list out.
    absentGroups: 'none',
    accountMatch: ['sub', 'email'],
    verifiedEmailClaim: ['email_verified'],
  },
};
