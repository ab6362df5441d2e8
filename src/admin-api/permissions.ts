/** Scopes of our own API; a client gets one only when its registration names it. */
export const API_SCOPES = [
  'wardkey/accounts.read',
  'wardkey/accounts.write',
  'wardkey/launch-contexts.write',
  'wardkey/brands.write',
] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** What each scope lets its holder do, for the documentation. */
export const API_SCOPE_TEXTS: Record<ApiScope, string> = {
  'wardkey/accounts.read': 'Find and read accounts and their links.',
  'wardkey/accounts.write': 'Create, change, switch off and delete accounts; remove links.',
  'wardkey/launch-contexts.write': 'Prepare EHR launches: choose the patient an app is opened for.',
  'wardkey/brands.write': 'Publish the brand bundle, and withdraw it.',
};

export const PERMISSION = 'wardkey:permission';
/** Stands for a route that says nothing secret and needs no token. */
export const NO_TOKEN = 'none';
