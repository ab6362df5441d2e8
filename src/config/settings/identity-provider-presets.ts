/** Providers whose habits are known. */
export const PROVIDER_KINDS = [
  'generic',
  'entraId',
  'okta',
  'auth0',
  'surfconext',
  'google',
  'keycloak',
] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** The settings a kind has an opinion on. */
export interface ProviderDefaults {
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

/** What a kind changes in the defaults. A setting that is written down always wins. */
export const PRESETS: Record<ProviderKind, ProviderDefaults> = {
  generic: {},
  entraId: {
    clientAuthentication: 'client_secret_post',
    accountMatch: ['oid', 'email'],
    // `sub` is another one for every registration; these two stay.
    alternateKeyClaims: ['tid', 'oid'],
    // Entra never sends email_verified; this optional claim says that the owner of the domain was verified.
    verifiedEmailClaim: ['xms_edov'],
  },
  okta: {
    // ID tokens that come with an access token are thin: profile and groups are at userinfo.
    userinfo: 'always',
    accountMatch: ['sub', 'email'],
    verifiedEmailClaim: ['email_verified'],
    // Okta cuts longer lists off without saying so.
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
    // Institutions vouch for the address, but no claim says so.
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
    // Its mappers write no empty list.
    absentGroups: 'none',
    accountMatch: ['sub', 'email'],
    verifiedEmailClaim: ['email_verified'],
  },
};
