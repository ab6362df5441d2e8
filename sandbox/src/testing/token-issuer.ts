import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { exportJWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { listenLocally } from '../local-server.js';

/** A tiny authorization server for tests of the FHIR server: it publishes keys and makes any token asked for. */
export interface TokenIssuer {
  issuer: string;
  /** A JWT access token; `claims` and `header` replace what a good one has. */
  jwt(claims?: Record<string, unknown>, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** An opaque access token that introspection answers with these claims. */
  opaque(claims: Record<string, unknown>): string;
  /** How many introspection requests came with the right credentials. */
  introspections: number;
  close(): Promise<void>;
}

/** @param audience the FHIR server's base URL, asked at each token because it may not be known yet */
export async function startTokenIssuer(audience: () => string): Promise<TokenIssuer> {
  const server = await listenLocally({});
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
  const opaqueTokens = new Map<string, object>();
  const issuer: TokenIssuer = {
    issuer: server.origin,
    introspections: 0,
    jwt: (claims, header) =>
      new SignJWT({
        iss: server.origin,
        aud: audience(),
        sub: 'subject-1',
        client_id: 'app',
        exp: Math.floor(Date.now() / 1000) + 300,
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'k1', ...header })
        .sign(privateKey),
    opaque: (claims) => {
      const token = randomUUID();
      opaqueTokens.set(token, { active: true, aud: audience(), sub: 's', client_id: 'app', ...claims });
      return token;
    },
    close: server.close,
  };
  server.handle((request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      switch (request.url) {
        case '/.well-known/openid-configuration':
          return answer(200, {
            issuer: server.origin,
            jwks_uri: `${server.origin}/jwks`,
            authorization_endpoint: `${server.origin}/authorize`,
            token_endpoint: `${server.origin}/token`,
            introspection_endpoint: `${server.origin}/introspect`,
          });
        case '/fhir-servers/sandbox/.well-known/smart-configuration':
          return answer(200, { issuer: server.origin, capabilities: ['launch-standalone'] });
        case '/jwks':
          return answer(200, jwks);
        case '/introspect': {
          if (request.headers.authorization !== `Basic ${btoa('rs:rs-secret')}`) return answer(401, {});
          issuer.introspections += 1;
          return answer(
            200,
            opaqueTokens.get(new URLSearchParams(body).get('token') ?? '') ?? { active: false },
          );
        }
        default:
          return answer(404, {});
      }
    })();
  });
  return issuer;
}
