import type { JWK } from 'jose';

/** The engine’s store of a client’s public keys. */
export interface ClientKeyStore extends Iterable<JWK> {
  /** The keys of `jwks_uri` are not fetched again before this time; seconds since 1970. */
  freshUntil?: number;
  selectForVerify(options: { kid?: string }): JWK[];
  refresh(): Promise<void>;
}

/** Members that the engine has but that its type declarations leave out. */
declare module 'oidc-provider' {
  interface Client {
    /** Absent on a client without keys. */
    asymmetricKeyStore?: ClientKeyStore;
    /** Sends the client a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.5). */
    backchannelLogout(sub: string, sid: string): Promise<void>;
  }
  interface Session {
    /** The sign-in that the session came of (SignInRecord). This server adds this member. */
    signInId?: string;
    destroyed?: boolean;
  }
  interface Interaction {
    /** The id that all steps of one request share. */
    cid: string;
  }
  interface RefreshToken {
    generateTokenId(): string;
  }
}
