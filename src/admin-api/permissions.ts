/** The scopes of this server's own API. A client gets one only when its registration names it. */
export const API_SCOPES = [
  '__wardkey/accounts.read',
  '__wardkey/accounts.write',
  '__wardkey/launch-contexts.write',
  '__wardkey/brands.write',
] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** What each scope allows, for the documentation. */
export const API_SCOPE_TEXTS: Record<ApiScope, string> = {
  '__wardkey/accounts.read': 'Find and read accounts and their links.',
  '__wardkey/accounts.write': 'Create, change, switch off and delete accounts; remove links.',
  '__wardkey/launch-contexts.write':
    'Prepare EHR launches, which choose the patient for whom an app is opened.',
  '__wardkey/brands.write': 'Publish and withdraw the brand bundle.',
};

export const PERMISSION = 'wardkey:permission';
/** Marks a route that returns no secret and needs no token. */
export const NO_TOKEN = 'none';
