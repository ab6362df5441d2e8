/**
 * Who an identity provider says somebody is: verified, but not interpreted. What the claims mean for us is
 * decided in sign-in, never here.
 */
export interface ExternalIdentity {
  issuer: string;
  subject: string;
  /** The ID token's payload. */
  claims: Record<string, unknown>;
  acr?: string;
  amr?: string[];
  /** The provider’s name for its own session, when it says one (OpenID Connect Back-Channel Logout 1.0 section 2.1). */
  sid?: string;
  /** The ID token itself, decrypted: to be handed back when the person signs out there. */
  idToken?: string;
  /** A refresh token of the provider, where it gave one and the settings ask for it again later. */
  refreshToken?: string;
  /** How many messages of sign-outs there were before the provider was asked who this is; see EpochStore. */
  signOutsBefore?: number;
  /** Seconds since 1970. */
  authTime?: number;
}
