/**
 * The person as an identity provider describes them: verified, but not interpreted. What the claims mean for this
 * server is decided in sign-in, never here.
 */
export interface ExternalIdentity {
  issuer: string;
  subject: string;
  /** The claims of the ID token and of the userinfo endpoint. */
  claims: Record<string, unknown>;
  acr?: string;
  amr?: string[];
  /**
   * The identity provider’s id of its own session, if it sends one (OpenID Connect Back-Channel Logout 1.0 section
   * 2.1).
   */
  sid?: string;
  /** The ID token itself, decrypted. It is sent back when the person signs out there. */
  idToken?: string;
  /** A refresh token of the identity provider, where it gave one and the settings say that it is asked again later. */
  refreshToken?: string;
  /** The number of reported sign-outs before the identity provider was asked who the person is; see EpochStore. */
  signOutsBefore?: number;
  /** Seconds since 1970. */
  authTime?: number;
}
