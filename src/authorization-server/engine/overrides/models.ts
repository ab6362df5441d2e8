import type Provider from 'oidc-provider';
import type { AccessToken, ClientCredentials, Grant, RefreshToken } from 'oidc-provider';
import type { ValidateHint } from '../../logout/id-token-hints.js';
import type { JwtAccessTokens } from '../../introspection/jwt-access-tokens.js';
import { loginWithSignIn, SESSION_MEMBER } from '../../session/session-sign-in.js';
import type { StandingAccess } from '../../session/standing-access.js';
import type { RefreshTokenSuccession } from '../../storage/refresh-token-succession.js';
import { RefreshScopes } from '../../token/refresh-scopes.js';
import { servedAtUserinfo } from '../../token/userinfo-tokens.js';
import { replaceFind, replaceMethod } from './replace.js';

/** What the overrides of models need. */
export interface ModelParts {
  jwtAccessTokens: JwtAccessTokens;
  standing: StandingAccess;
  succession: RefreshTokenSuccession;
  validateHint: ValidateHint;
}

/**
 * Replaces members of the models that the engine stores: tokens, Grants, sessions. Each comment says what the engine
 * does, what is needed instead, and why none of the engine’s public hooks can do it. `engine-contract.spec.ts` fails
 * when the engine changes one of these members.
 */
export function overrideModels(
  { AccessToken, ClientCredentials, Grant, IdToken, RefreshToken, Session }: Provider,
  { jwtAccessTokens, standing, succession, validateHint }: ModelParts,
): void {
  // Engine: finds stored tokens only. Needed: JWTs at introspection, revocation and userinfo (RFC 7662 section 2.2;
  // OpenID Connect Core 5.3), and at userinfo also tokens for a resource server. No hook: all three endpoints call
  // `find`.
  replaceFind<AccessToken>(AccessToken, jwtAccessTokens.ofPeople(AccessToken), servedAtUserinfo(Grant));

  // Engine: the same, and a token that a client gets without a person lives until it expires. Needed: it ends with what
  // it came of. No hook.
  replaceFind<ClientCredentials>(
    ClientCredentials,
    jwtAccessTokens.ofClients(ClientCredentials),
    standing.onlyStandingClientTokens,
  );

  // Engine: a Grant stands until it is destroyed. Needed: it ends with the sign-in, the account, the client or the FHIR
  // server. No hook: code exchange, refresh, userinfo, introspection and session all call `find`.
  replaceFind<Grant>(Grant, standing.onlyStandingGrants);

  // Engine: compares the scopes of a refresh letter by letter. Needed: by meaning (RFC 6749 section 6). No hook.
  const refreshScopes = new RefreshScopes();
  replaceFind<RefreshToken>(RefreshToken, refreshScopes.understood);
  replaceMethod(AccessToken, 'save', refreshScopes.asAskedFor);

  // Engine: a rotated refresh token gets a random value. Needed: a value computed from the rotated token, so that a
  // repeated request gets the same one (RFC 9700 section 4.14.2). No hook.
  replaceMethod(RefreshToken, 'generateTokenId', succession.successorOrRandom);

  // Engine: a session holds the account, time and manner of the login. Needed: the sign-in that it came of, too. No
  // hook.
  const members = [...Session.IN_PAYLOAD, SESSION_MEMBER];
  Object.defineProperty(Session, 'IN_PAYLOAD', { get: () => members });
  replaceMethod(Session, 'loginAccount', loginWithSignIn);

  // Engine: verifies an `id_token_hint` with the keys of its start. Needed: with the keys as they are now, and those that
  // have signed before. No hook.
  IdToken.validate = validateHint;
}
