import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { listenLocally } from '../local-server.js';
import { CodeFlow, type CodeFlowGrant, type FlowAnswer } from './code-flow.js';

/** A small authorization server for tests of the FHIR server and the app. It makes any token that a test asks for. */
export interface TokenIssuer {
  issuer: string;
  /** A JWT access token. `claims` and `header` replace those of a valid token. */
  jwt(claims?: Record<string, unknown>, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** An opaque access token that introspection answers with these claims. */
  opaque(claims: Record<string, unknown>): string;
  /** The number of introspection requests with the right credentials. */
  introspections: number;
  /** What its code flow grants; a test may change it. */
  grant: CodeFlowGrant;
  close(): Promise<void>;
}

/**
 * Starts a token issuer.
 * @param audience the FHIR server's base URL; it is asked for at each token because it may not be known yet
 */
export async function startTokenIssuer(audience: () => string): Promise<TokenIssuer> {
  const server = await listenLocally({});
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
  const opaqueTokens = new Map<string, object>();
  const jwt: TokenIssuer['jwt'] = (claims, header) =>
    new SignJWT({
      iss: server.origin,
      aud: audience(),
      sub: 'subject-1',
      client_id: 'app',
      exp: Math.floor(Date.now() / 1000) + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'k1', ...header })
      .sign(privateKey);
  const grant: CodeFlowGrant = { patient: '', fhirUser: '' };
  const flow = new CodeFlow(grant, (claims, typ) => jwt(claims, { typ }));
  const issuer: TokenIssuer = {
    issuer: server.origin,
    introspections: 0,
    grant,
    jwt,
    opaque: (claims) => {
      const token = randomUUID();
      opaqueTokens.set(token, { active: true, aud: audience(), sub: 's', client_id: 'app', ...claims });
      return token;
    },
    close: server.close,
  };
  const at = (path: string) => server.origin + path;
  const metadata = {
    issuer: server.origin,
    jwks_uri: at('/jwks'),
    authorization_endpoint: at('/authorize'),
    token_endpoint: at('/token'),
    introspection_endpoint: at('/introspect'),
    revocation_endpoint: at('/revoke'),
    code_challenge_methods_supported: ['S256'],
  };
  const introspect = (authorization: string | undefined, form: URLSearchParams): FlowAnswer => {
    if (authorization !== `Basic ${btoa('rs:rs-secret')}`) return { status: 401, body: {} };
    issuer.introspections += 1;
    return { status: 200, body: opaqueTokens.get(form.get('token') ?? '') ?? { active: false } };
  };
  const answer = async (path: string, form: URLSearchParams, authorization?: string): Promise<FlowAnswer> => {
    if (path === '/.well-known/openid-configuration') return { status: 200, body: metadata };
    if (path === '/fhir-servers/sandbox/.well-known/smart-configuration')
      return { status: 200, body: metadata };
    if (path === '/jwks') return { status: 200, body: jwks };
    if (path === '/introspect') return introspect(authorization, form);
    if (path === '/token') return flow.token(form);
    if (path === '/revoke') return flow.revoke(form);
    return { status: 404, body: {} };
  };
  server.handle((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '', server.origin);
      if (url.pathname === '/authorize') {
        return response.writeHead(302, { location: flow.authorize(url.searchParams) }).end();
      }
      let text = '';
      for await (const chunk of request) text += String(chunk);
      const { status, body } = await answer(
        url.pathname,
        new URLSearchParams(text),
        request.headers.authorization,
      );
      return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    })();
  });
  return issuer;
}
