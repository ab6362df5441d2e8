import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import passport from 'passport';
import OpenIDConnectStrategy from 'passport-openidconnect';
import { SECRET } from './relying-party.js';

/** The person who is signed in at the portal, by its own cookie. */
interface PortalSession {
  /** The state of the library. */
  [name: string]: unknown;
  person?: { sub: string; sid?: string; name?: string; idToken: string };
}

/** A small web service, as hospitals have many: it knows OpenID Connect by a library of others, and no FHIR. */
export interface StaffPortal {
  origin: string;
  /** The claims of valid logout tokens, oldest first, with the `typ` of their header. */
  logoutTokens: Array<JWTPayload & { typ?: string }>;
  /** How many times its logout address was called. */
  calls: number;
  /** Answers with this status at the logout address, and ignores the message. */
  refuseWith?: number;
  /** Never answers at the logout address. */
  silent: boolean;
  close(): Promise<void>;
}

/** The entry of this client in the configuration file. */
export const portalClient = (portal: StaffPortal, more: Record<string, unknown> = {}) => ({
  clientId: 'staff-portal',
  clientName: 'Staff Portal',
  tokenEndpointAuthMethod: 'client_secret_post',
  clientSecret: SECRET,
  pkce: 'optional',
  redirectUris: [`${portal.origin}/callback`],
  postLogoutRedirectUris: [`${portal.origin}/goodbye`],
  backchannelLogoutUri: `${portal.origin}/backchannel-logout`,
  scope: 'openid profile email',
  ...more,
});

/** @param issuer the issuer of Wardkey, once it runs. */
export async function startStaffPortal(
  issuer: () => string,
  clientId = 'staff-portal',
): Promise<StaffPortal> {
  const sessions = new Map<string, PortalSession>();
  const portal: StaffPortal = {
    origin: '',
    logoutTokens: [],
    calls: 0,
    silent: false,
    close: async () => {},
  };

  const strategy = () =>
    new OpenIDConnectStrategy(
      {
        issuer: issuer(),
        authorizationURL: `${issuer()}/authorize`,
        tokenURL: `${issuer()}/token`,
        userInfoURL: `${issuer()}/userinfo`,
        clientID: clientId,
        clientSecret: SECRET,
        callbackURL: `${portal.origin}/callback`,
        scope: ['profile', 'email'],
        skipUserProfile: false,
        nonce: 'yes',
      } as never,
      ((
        _issuer: string,
        profile: { displayName?: string },
        _context: object,
        idToken: string,
        done: (error: null, person: PortalSession['person']) => void,
      ) => {
        const { sub, sid } = decodeJwt(idToken);
        done(null, { sub: sub!, sid: sid as string | undefined, name: profile.displayName, idToken });
      }) as never,
    );

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url!, portal.origin);
    const cookie = new RegExp(`${clientId}_session=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1];
    const id = cookie && sessions.has(cookie) ? cookie : randomUUID();
    const session = sessions.get(id) ?? {};
    const redirect = (to: string) => response.writeHead(302, { location: to }).end();
    const page = (status: number, text: string) => {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end(`<html><body><h1>${text}</h1></body></html>`);
    };
    switch (url.pathname) {
      case '/':
        if (session.person) page(200, `Hello ${session.person.name}`);
        else page(401, 'Nobody is signed in');
        return;
      case '/login':
      case '/callback': {
        sessions.set(id, session);
        response.setHeader('set-cookie', `${clientId}_session=${id}; Path=/; HttpOnly`);
        Object.assign(request, { session, query: Object.fromEntries(url.searchParams) });
        const authenticate = passport.authenticate(
          strategy(),
          { session: false },
          (error: unknown, person: PortalSession['person'] | false, info: unknown) => {
            if (error || !person) {
              page(500, `no sign-in: ${String(error ?? JSON.stringify(info))}`);
              return;
            }
            session.person = person;
            redirect('/');
          },
        ) as (request: unknown, response: unknown) => void;
        authenticate(request, response);
        return;
      }
      case '/logout': {
        const query = new URLSearchParams({
          id_token_hint: session.person!.idToken,
          post_logout_redirect_uri: `${portal.origin}/goodbye`,
          state: 'of-the-portal',
        });
        redirect(`${issuer()}/logout?${query.toString()}`);
        return;
      }
      case '/goodbye':
        page(200, `Goodbye ${url.searchParams.get('state')}`);
        return;
      case '/backchannel-logout':
        await backchannelLogout(request, response);
        return;
      default:
        page(404, 'not here');
    }
  };

  const backchannelLogout = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    portal.calls += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (portal.silent) return;
    if (portal.refuseWith) {
      response.writeHead(portal.refuseWith).end();
      return;
    }
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    // Back-Channel Logout 1.0 section 2.6, as a relying party has to do it.
    const { payload, protectedHeader } = await jwtVerify(
      form.get('logout_token')!,
      createRemoteJWKSet(new URL(`${issuer()}/jwks`)),
      { issuer: issuer(), audience: clientId, algorithms: ['RS256'] },
    );
    portal.logoutTokens.push({ ...payload, typ: protectedHeader.typ });
    for (const session of sessions.values()) if (session.person?.sid === payload.sid) delete session.person;
    response.writeHead(204).end();
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  portal.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  portal.close = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return portal;
}
