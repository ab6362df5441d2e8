import type { Clock } from '#src/clock/clock.js';
import { createHash } from 'node:crypto';
import OpenIDConnectStrategy, { type VerifyCallback } from 'passport-openidconnect';
import type { JWTPayload } from 'jose';

/** What the library calls at the one point where it would have used the network itself. */
export interface CodeRedeemer {
  /** Redeems the code and verifies the ID token. */
  redeem(
    code: string,
    redirectUri: string,
  ): Promise<{
    response: Record<string, unknown>;
    claims: JWTPayload;
    /** The library passes this on unchanged. */
    user: object;
  }>;
}

export interface StrategyOptions {
  issuer: string;
  authorizationURL: string;
  tokenURL: string;
  clientID: string;
  callbackURL: string;
  scope: string[];
  state: string;
  /** Sent to the identity provider, and expected in its answer. */
  nonce: string;
  codeVerifier: string;
  acrValues?: string;
  uiLocales?: string;
  prompt?: string;
  claims?: object;
  redeemer: CodeRedeemer;
  clock: Clock;
}

type StoreCallback = (error: Error | null, result?: unknown, state?: unknown) => void;

/**
 * passport-openidconnect, with what its own comments leave to others: PKCE, a nonce in every request, state that does
 * not live in a session, and no network access of its own (its client has no time limit, no size limit, and does not
 * check signatures). One instance serves one half of one login: the way there or the way back.
 */
export class HardenedStrategy extends OpenIDConnectStrategy {
  constructor(private readonly hardened: StrategyOptions) {
    const store = {
      store: (_req: unknown, _context: unknown, _state: unknown, _meta: unknown, done: StoreCallback) =>
        done(null, hardened.state),
      verify: (_req: unknown, _handle: string, done: StoreCallback) => {
        // This server checked the state before, and only then knows the nonce to compare with.
        done(null, { nonce: hardened.nonce, issued: hardened.clock.date() }, {});
      },
    };
    super(
      {
        issuer: hardened.issuer,
        authorizationURL: hardened.authorizationURL,
        tokenURL: hardened.tokenURL,
        userInfoURL: '',
        clientID: hardened.clientID,
        clientSecret: '',
        callbackURL: hardened.callbackURL,
        // The library adds `openid` itself, as the first scope.
        scope: hardened.scope.filter((scope) => scope !== 'openid'),
        acrValues: hardened.acrValues,
        uiLocales: hardened.uiLocales,
        prompt: hardened.prompt,
        claims: hardened.claims,
        store: store as never,
      },
      ((
        _issuer: string,
        _profile: unknown,
        _context: unknown,
        _idToken: string,
        _at: unknown,
        _rt: unknown,
        params: { user: object },
        done: VerifyCallback,
      ) => done(null, params.user)) as never,
    );
    const oauth2 = (this as unknown as { _oauth2: { getOAuthAccessToken: unknown } })._oauth2;
    oauth2.getOAuthAccessToken = (
      code: string,
      _params: unknown,
      done: (error: unknown, ...tokens: unknown[]) => void,
    ) => {
      void hardened.redeemer
        .redeem(code, hardened.callbackURL)
        .then(
          ({ response, claims, user }) =>
            done(null, response.access_token, undefined, {
              id_token: forTheLibrary(claims, hardened.issuer, hardened.clock.epoch()),
              user,
            }),
          (error: unknown) => done({ redemption: error }),
        )
        // An error of the library’s own checks is a refusal too, and must not end the process.
        .catch((error: unknown) => done({ redemption: error }));
    };
  }

  override authorizationParams(): Record<string, string> {
    const challenge = createHash('sha256').update(this.hardened.codeVerifier).digest('base64url');
    // The library’s own nonce contains `+`, `/` and `=`. Some identity providers do not return these unchanged.
    const { nonce } = this.hardened;
    return { nonce, code_challenge: challenge, code_challenge_method: 'S256' };
  }
}

/**
 * The verified claims in the form that the library reads. The library checks them again. It allows for no clock skew
 * and knows no issuers with many tenants, so `exp` and `iss`, both verified before, are set to what it expects.
 */
function forTheLibrary(claims: JWTPayload, issuer: string, now: number): string {
  const soon = now + 60;
  const payload = { ...claims, iss: issuer, exp: Math.max(claims.exp ?? 0, soon) };
  return `.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`;
}
