import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { type TokenResponse } from '../growth-chart/smart-client.js';

/** What the check expects of every token of a session. */
export interface Expected {
  issuer: string;
  /** The FHIR server's base URL. */
  audience: string;
  clientId: string;
}

/** The claims of verified tokens. */
export interface VerifiedTokens {
  access: JWTPayload;
  /** A refresh need not bring a new ID token. */
  id?: JWTPayload;
}

/** Verifies the tokens of a token response against the published keys: signature, issuer, audience, times. */
export async function verifyTokens(response: TokenResponse, expected: Expected): Promise<VerifiedTokens> {
  const discovery = await fetch(`${expected.issuer}/.well-known/openid-configuration`);
  const { issuer, jwks_uri } = (await discovery.json()) as { issuer: string; jwks_uri: string };
  if (issuer !== expected.issuer) throw new Error(`The discovery document is of ${issuer}`);
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  const { payload: access } = await jwtVerify(response.access_token ?? '', keys, {
    typ: 'at+jwt',
    issuer,
    audience: expected.audience,
    requiredClaims: ['exp', 'sub', 'client_id'],
  });
  if (access.client_id !== expected.clientId)
    throw new Error(`The access token is for ${String(access.client_id)}`);
  if (!response.id_token) return { access };
  const { payload: id } = await jwtVerify(response.id_token, keys, {
    issuer,
    audience: expected.clientId,
    requiredClaims: ['exp', 'iat', 'sub'],
  });
  return { access, id };
}
