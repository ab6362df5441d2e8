import { importJWK, type JWK, SignJWT } from 'jose';
import { newHandle } from '#src/crypto/handle.js';

/** Our registration at another authorization server. */
export interface ClientRegistration {
  method: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
  clientId: string;
  clientSecret?: string;
  /** A JWK as JSON text, for `private_key_jwt`. */
  privateKey?: string;
  /** For an RSA key that does not say: RS256 as OpenID providers want it, RS384 as SMART does. */
  rsaAlgorithm?: 'RS256' | 'RS384';
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** SMART App Launch 2.2 allows five minutes; the request is sent at once. */
const LIFETIME_SECONDS = 120;

/** How we prove to another server’s token endpoint who we are: headers and parameters to add to the request. */
export async function clientAuthentication(
  registration: ClientRegistration,
  tokenEndpoint: string,
): Promise<{ headers: Record<string, string>; parameters: Record<string, string> }> {
  const { clientId, clientSecret = '' } = registration;
  switch (registration.method) {
    case 'client_secret_basic':
      return { headers: { authorization: basicCredentials(clientId, clientSecret) }, parameters: {} };
    case 'client_secret_post':
      return { headers: {}, parameters: { client_id: clientId, client_secret: clientSecret } };
    case 'private_key_jwt':
      return {
        headers: {},
        parameters: {
          client_id: clientId,
          client_assertion_type: ASSERTION_TYPE,
          client_assertion: await clientAssertion(registration, tokenEndpoint),
        },
      };
  }
}

/** RFC 6749 section 2.3.1: id and secret are form-encoded before they go into the Basic header. */
function basicCredentials(clientId: string, clientSecret: string): string {
  const encode = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
}

/** RFC 7523 section 3. The thumbprints are Entra’s way of finding the certificate. */
async function clientAssertion(registration: ClientRegistration, tokenEndpoint: string): Promise<string> {
  const { clientId, rsaAlgorithm = 'RS256' } = registration;
  const jwk = JSON.parse(registration.privateKey!) as JWK;
  const alg = jwk.alg ?? (jwk.kty === 'EC' ? `ES${jwk.crv?.slice(2) ?? '384'}` : rsaAlgorithm);
  const now = Math.floor(Date.now() / 1000);
  const header = { alg, typ: 'JWT', kid: jwk.kid, x5t: jwk.x5t, 'x5t#S256': jwk['x5t#S256'] };
  const present = Object.entries(header).filter(([, value]) => value !== undefined);
  return new SignJWT({})
    .setProtectedHeader(Object.fromEntries(present) as typeof header)
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenEndpoint)
    .setJti(newHandle())
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + LIFETIME_SECONDS)
    .sign(await importJWK(jwk, alg));
}
