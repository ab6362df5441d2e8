import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { CompactEncrypt, CompactSign, exportJWK, importJWK, type JWK } from 'jose';

/** What a scripted identity provider says about the person who signs in. */
export interface Script {
  /** Claims of the ID token; `iss`, `aud`, `nonce`, `iat`, `exp` are added unless given. */
  idToken: Record<string, unknown>;
  userinfo?: Record<string, unknown>;
  /** Overrides members of the discovery document. */
  discovery?: Record<string, unknown>;
  /** Changes the payload’s JSON text just before it is signed. */
  payloadText?: (json: string) => string;
  /** Answer every authorization request with this OAuth error. */
  error?: string;
  /** The error_description beside that error. */
  errorDescription?: string;
  /** Makes the ID token, in place of a valid signature over the claims. */
  forge?: (claims: Record<string, unknown>, keys: ProviderKeyPair) => string | Promise<string>;
  /** Further or other members of the token response. */
  tokenResponse?: Record<string, unknown>;
  /** Answers refresh tokens; without it each refresh token is refused. */
  refresh?: (
    refreshToken: string,
  ) => { status: number; body: object } | Promise<{ status: number; body: object }>;
  /** Answers a path in another way, also a path that otherwise does not exist. */
  routes?: Record<string, (response: ServerResponse, request: IncomingMessage) => void>;
  /** The public JWK for which ID tokens are encrypted. */
  encryptTo?: JWK;
}

/** The key that the identity provider signs with, and its published part. */
export interface ProviderKeyPair {
  key: KeyObject;
  jwk: JWK;
}

export interface ScriptedProvider extends ProviderKeyPair {
  origin: string;
  /** The requested paths, oldest first. */
  visits: string[];
  script: Script;
  /** The token requests: parameters and Authorization header. */
  tokenRequests: Array<{ form: URLSearchParams; authorization?: string }>;
  /** The authorization requests; of a pushed one, the pushed parameters. */
  authorizationRequests: URLSearchParams[];
  /** The parameters that browsers brought to the authorization endpoint. */
  browserRequests: URLSearchParams[];
  /** The pushed requests (RFC 9126). */
  pushedRequests: Array<{ form: URLSearchParams; authorization?: string }>;
  /**
   * A token with these claims, signed with the published key. `header` adds members to its header or changes them.
   */
  signToken(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** The settings of an identity provider of its own people, at this address. */
export const scriptedHospital = ({ origin }: Pick<ScriptedProvider, 'origin'>) => ({
  scheme: 'hospital',
  displayName: 'Hospital account',
  authority: origin,
  clientId: 'wardkey',
  clientSecret: 'a-secret-shared-with-the-provider',
  allowAutoProvision: true,
  userClaimsFromIdToken: [{ key: 'fhirUser', copyAs: 'fhirUser' }],
});

/**
 * A small OpenID provider that signs every person in at once and says what the test tells it to say. It serves for
 * the claim shapes of the products, byte for byte as they document them.
 */
export async function startScriptedProvider(script: Script): Promise<ScriptedProvider> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig', alg: 'RS256' };
  const pending = new Map<string, URLSearchParams>();
  const pushed = new Map<string, URLSearchParams>();
  const state: ScriptedProvider = {
    key: privateKey,
    jwk,
    origin: '',
    visits: [],
    script,
    tokenRequests: [],
    authorizationRequests: [],
    browserRequests: [],
    pushedRequests: [],
    signToken: (claims, header) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
        .sign(privateKey),
    close: async () => {},
  };

  const sign = async (request: URLSearchParams): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: state.origin,
      aud: request.get('client_id'),
      nonce: request.get('nonce'),
      iat: now,
      exp: now + 300,
      ...state.script.idToken,
    };
    if (state.script.forge) return state.script.forge(claims, state);
    const text = JSON.stringify(claims);
    const signed = await new CompactSign(new TextEncoder().encode(state.script.payloadText?.(text) ?? text))
      .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'JWT' })
      .sign(privateKey);
    if (!state.script.encryptTo) return signed;
    const key = await importJWK(state.script.encryptTo, 'RSA-OAEP-256');
    return new CompactEncrypt(new TextEncoder().encode(signed))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(key);
  };

  const routes: Record<
    string,
    (url: URL, request: IncomingMessage, response: ServerResponse) => Promise<void>
  > = {
    '/.well-known/openid-configuration': async (_url, _request, response) =>
      json(response, {
        issuer: state.origin,
        authorization_endpoint: `${state.origin}/authorize`,
        token_endpoint: `${state.origin}/token`,
        userinfo_endpoint: `${state.origin}/userinfo`,
        jwks_uri: `${state.origin}/keys`,
        ...state.script.discovery,
      }),
    '/keys': async (_url, _request, response) => json(response, { keys: [jwk] }),
    '/userinfo': async (_url, _request, response) => json(response, state.script.userinfo ?? {}),
    '/authorize': async (url, _request, response) => {
      state.browserRequests.push(url.searchParams);
      const request = pushed.get(url.searchParams.get('request_uri') ?? '') ?? url.searchParams;
      state.authorizationRequests.push(request);
      const redirectUri = request.get('redirect_uri')!;
      if (state.script.error) {
        const { error, errorDescription } = state.script;
        const answer: Record<string, string> = { error, state: request.get('state')! };
        if (errorDescription !== undefined) answer.error_description = errorDescription;
        response.writeHead(302, { location: `${redirectUri}?${new URLSearchParams(answer)}` }).end();
        return;
      }
      if (request.get('response_type') === 'id_token') {
        const fields = { id_token: await sign(request), state: request.get('state')! };
        const inputs = Object.entries(fields).map(
          ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
        );
        response.setHeader('content-type', 'text/html');
        response.end(
          `<form method="post" action="${redirectUri}">${inputs.join('')}<button name="go" value="on">Continue</button></form>`,
        );
        return;
      }
      const code = randomUUID();
      pending.set(code, request);
      response.writeHead(302, {
        location: `${redirectUri}?${new URLSearchParams({ code, state: request.get('state')! })}`,
      });
      response.end();
    },
    '/par': async (_url, request, response) => {
      const form = await formOf(request);
      state.pushedRequests.push({ form, authorization: request.headers.authorization });
      const requestUri = `urn:ietf:params:oauth:request_uri:${randomUUID()}`;
      pushed.set(requestUri, form);
      return json(response, { request_uri: requestUri, expires_in: 60 }, 201);
    },
    '/token': async (_url, request, response) => {
      const form = await formOf(request);
      state.tokenRequests.push({ form, authorization: request.headers.authorization });
      if (form.get('grant_type') === 'refresh_token') {
        const answer = await state.script.refresh?.(form.get('refresh_token')!);
        return json(response, answer?.body ?? { error: 'invalid_grant' }, answer?.status ?? 400);
      }
      const asked = pending.get(form.get('code')!);
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (!asked || asked.get('code_challenge') !== challenge)
        return json(response, { error: 'invalid_grant' }, 400);
      return json(response, {
        access_token: 'upstream-access-token',
        token_type: 'Bearer',
        id_token: await sign(asked),
        ...state.script.tokenResponse,
      });
    },
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', state.origin);
    state.visits.push(url.pathname);
    const route = routes[url.pathname];
    const scripted = state.script.routes?.[url.pathname];
    if (scripted) scripted(response, request);
    else if (route) void route(url, request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.close = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return state;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
