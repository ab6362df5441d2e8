import { importJWK, type JWK, SignJWT } from 'jose';
import { newHandle } from '#src/crypto/handle.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LIFETIME_SECONDS = 120;

/** How we prove to a provider’s token endpoint who we are: headers and parameters to add to the request. */
export async function clientAuthentication(
  provider: IdentityProviderSettings,
  tokenEndpoint: string,
): Promise<{ headers: Record<string, string>; parameters: Record<string, string> }> {
  const { clientId, clientSecret = '' } = provider;
  switch (provider.clientAuthentication) {
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
          client_assertion: await clientAssertion(provider, tokenEndpoint),
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
async function clientAssertion(provider: IdentityProviderSettings, tokenEndpoint: string): Promise<string> {
  const jwk = JSON.parse(provider.clientPrivateKey!) as JWK;
  const alg = jwk.alg ?? (jwk.kty === 'EC' ? `ES${jwk.crv?.slice(2) ?? '256'}` : 'RS256');
  const now = Math.floor(Date.now() / 1000);
  const header = { alg, typ: 'JWT', kid: jwk.kid, x5t: jwk.x5t, 'x5t#S256': jwk['x5t#S256'] };
  return new SignJWT({})
    .setProtectedHeader(
      Object.fromEntries(Object.entries(header).filter(([, value]) => value !== undefined)) as typeof header,
    )
    .setIssuer(provider.clientId)
    .setSubject(provider.clientId)
    .setAudience(tokenEndpoint)
    .setJti(newHandle())
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + LIFETIME_SECONDS)
    .sign(await importJWK(jwk, alg));
}
