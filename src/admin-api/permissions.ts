/** The metadata of a route that says which permission it needs. */
export const PERMISSION = 'wardkey:permission';
/** Marks a route for which a person must have signed in just now. */
export const RECENT_SIGN_IN = 'wardkey:recent-sign-in';
/** Marks a route for every caller with a token, whatever they may do elsewhere. */
export const ANY_TOKEN = 'any';
/** Marks a route that returns no secret and needs no token. */
export const NO_TOKEN = 'none';
