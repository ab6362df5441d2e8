import { epochNow } from '#src/clock/clock.js';
import { importJWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { newHandle } from '#src/crypto/handle.js';
import { privateKeysFor, signatureAlgorithm } from '#src/crypto/private-keys.js';

/** How we can prove to another server who we are (OpenID Connect Core section 9). */
export const CLIENT_AUTHENTICATION_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
] as const;
export type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number];

/** Our registration at another authorization server. */
export interface ClientRegistration {
  method: ClientAuthenticationMethod;
  clientId: string;
  clientSecret?: string;
  /** For `private_key_jwt`: a JWK as JSON text, or a JWK Set, of which the first key that may sign does. */
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
    case 'client_secret_jwt':
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

/** RFC 7523 section 3. */
async function clientAssertion(registration: ClientRegistration, tokenEndpoint: string): Promise<string> {
  const { clientId } = registration;
  const now = epochNow();
  const { header, key } = await assertionKey(registration);
  return new SignJWT({})
    .setProtectedHeader(header)
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenEndpoint)
    .setJti(newHandle())
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + LIFETIME_SECONDS)
    .sign(key);
}

/** What an assertion is signed with, and how its header says so. */
async function assertionKey(registration: ClientRegistration) {
  const { method, clientSecret = '', privateKey, rsaAlgorithm } = registration;
  if (method === 'client_secret_jwt')
    return { header: { alg: 'HS256', typ: 'JWT' }, key: new TextEncoder().encode(clientSecret) };
  const [jwk] = privateKeysFor('sig', privateKey);
  const alg = signatureAlgorithm(jwk!, rsaAlgorithm);
  // The thumbprints are Entra’s way of finding the certificate.
  const named = { kid: jwk!.kid, x5t: jwk!.x5t, 'x5t#S256': jwk!['x5t#S256'] };
  const present = Object.entries(named).filter(([, value]) => value !== undefined);
  const header = { alg, typ: 'JWT', ...Object.fromEntries(present) } as JWTHeaderParameters;
  const { key_ops: _operations, ...key } = jwk!;
  return { header, key: await importJWK(key, alg) };
}
