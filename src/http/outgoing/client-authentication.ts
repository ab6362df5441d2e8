import { importJWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { newHandle } from '#src/crypto/handle.js';
import { privateKeysFor, signatureAlgorithm } from '#src/crypto/private-keys.js';

/** The ways in which this server can authenticate at another server (OpenID Connect Core section 9). */
export const CLIENT_AUTHENTICATION_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
] as const;
export type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number];

/** This server's registration at another authorization server. */
export interface ClientRegistration {
  method: ClientAuthenticationMethod;
  clientId: string;
  clientSecret?: string;
  /** For `private_key_jwt`: a JWK as JSON text, or a JWK Set. In a set, the first key that may sign is used. */
  privateKey?: string;
  /** For an RSA key that names no algorithm: RS256 as OpenID providers expect it, RS384 as SMART requires it. */
  rsaAlgorithm?: 'RS256' | 'RS384';
  /** The settings that this registration is from. What is made of their key is kept as long as they are. */
  settings: object;
}

interface AssertionKey {
  header: JWTHeaderParameters;
  key: Awaited<ReturnType<typeof importJWK>>;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** SMART App Launch 2.2 allows five minutes. The request is sent at once, so less is enough. */
const LIFETIME_SECONDS = 120;

/**
 * An imported key makes its first signature only after OpenSSL has prepared it, which costs more than the signature. It
 * is found by its settings, so that no secret outlives them.
 */
const imported = new WeakMap<object, { of: string | undefined; made: Promise<AssertionKey> }>();

/**
 * The headers and parameters with which a request authenticates at another server’s token endpoint.
 *
 * @param now seconds since 1970.
 */
export async function clientAuthentication(
  registration: ClientRegistration,
  tokenEndpoint: string,
  now: number,
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
          client_assertion: await clientAssertion(registration, tokenEndpoint, now),
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
async function clientAssertion(
  registration: ClientRegistration,
  tokenEndpoint: string,
  now: number,
): Promise<string> {
  const { clientId } = registration;
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

/** The key that signs an assertion, and the header that names it. */
async function assertionKey(registration: ClientRegistration): Promise<AssertionKey> {
  const { method, clientSecret = '', privateKey, settings } = registration;
  if (method === 'client_secret_jwt')
    return { header: { alg: 'HS256', typ: 'JWT' }, key: new TextEncoder().encode(clientSecret) };
  let known = imported.get(settings);
  if (!known || known.of !== privateKey) {
    known = { of: privateKey, made: importedKey(registration) };
    imported.set(settings, known);
  }
  return known.made;
}

async function importedKey({ privateKey, rsaAlgorithm }: ClientRegistration): Promise<AssertionKey> {
  const [jwk] = privateKeysFor('sig', privateKey);
  const alg = signatureAlgorithm(jwk!, rsaAlgorithm);
  // Entra finds the certificate by the thumbprints.
  const named = { kid: jwk!.kid, x5t: jwk!.x5t, 'x5t#S256': jwk!['x5t#S256'] };
  const present = Object.entries(named).filter(([, value]) => value !== undefined);
  const header = { alg, typ: 'JWT', ...Object.fromEntries(present) } as JWTHeaderParameters;
  const { key_ops: _operations, ...key } = jwk!;
  return { header, key: await importJWK(key, alg) };
}
