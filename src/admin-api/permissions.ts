/**
 * The scopes of this server's own API, with what each allows. A client gets one only when its registration names it.
 */
export const API_SCOPE_TEXTS = {
  '__wardkey/accounts.read': 'Find and read accounts and their links.',
  '__wardkey/accounts.write': 'Create, change, switch off and delete accounts; remove links.',
  '__wardkey/launch-contexts.write':
    'Prepare EHR launches, which choose the patient for whom an app is opened.',
  '__wardkey/audit.read': 'Search the audit log: who signed in, what was refused and why, who changed what.',
  '__wardkey/brands.write': 'Publish and withdraw the brand bundle.',
} as const;

export type ApiScope = keyof typeof API_SCOPE_TEXTS;
export const API_SCOPES = Object.keys(API_SCOPE_TEXTS) as ApiScope[];

export const PERMISSION = 'wardkey:permission';
/** Marks a route that returns no secret and needs no token. */
export const NO_TOKEN = 'none';
