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
  /** Seconds since 1970. */
  authTime?: number;
}
