import * as oauth from 'oauth4webapi';
import { FACTS } from '../facts.js';

/*
 * Signs people in at this server, as any app in a browser does (OAuth 2.0 code flow with PKCE, OpenID Connect). The
 * tokens are in memory only: whoever gets at the storage of the browser gets nothing, and a page that is loaded anew
 * asks again, which the person does not notice as long as the session lasts.
 */

/** The sign-in is over: the server gives no more tokens for it. */
export class SignedOutError extends Error {}

/** Another person signed in than the one for whom the page was made. */
export class OtherPersonError extends Error {}

interface Tokens {
  access: string;
  /** Milliseconds of this computer’s clock since the page was loaded. */
  endsAt: number;
  refresh: string | undefined;
  id: string;
}

/** What must survive the way to the sign-in and back. */
interface Pending {
  verifier: string;
  nonce: string;
  /** Where in the page the person was: what stands after # in the address. */
  place: string;
  /** The code by which the person becomes the first administrator. */
  first?: string;
}

const CLIENT: oauth.Client = { client_id: FACTS.clientId };
const RETURN = `${FACTS.issuer}/admin/signed-in`;
const HOME = `${FACTS.issuer}/admin/`;
const STORE = 'wardkey-sign-in:';
/** An access token that ends within this time is not used any more. */
const RESERVE_MS = 30_000;
/** The state of an address to which the browser comes after a sign-out. */
export const SIGNED_OUT = 'signed-out';

let tokens: Tokens | undefined;
/** The account for whose person this page was made, also when the sign-in is over. */
let person: string | undefined;
let refreshing: Promise<void> | undefined;
let server: Promise<oauth.AuthorizationServer> | undefined;

const plain = () => ({ [oauth.allowInsecureRequests]: FACTS.issuer.startsWith('http:') });

function serverOf(): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(FACTS.issuer);
  return (server ??= oauth
    .discoveryRequest(issuer, plain())
    .then((answer) => oauth.processDiscoveryResponse(issuer, answer))
    .catch((error: unknown) => {
      server = undefined;
      throw error;
    }));
}

export function isSignedIn(): boolean {
  return tokens !== undefined;
}

/** @throws SignedOutError when the person must sign in again. */
export async function accessToken(): Promise<string> {
  if (tokens && tokens.endsAt - RESERVE_MS < performance.now()) await refresh();
  if (!tokens) throw new SignedOutError();
  return tokens.access;
}

/** Says that the API did not accept this token. The next one is another one. */
export async function refuse(token: string): Promise<void> {
  if (tokens?.access === token) await refresh();
}

/** Requests that come at the same time share one refresh: a refresh token works once. */
function refresh(): Promise<void> {
  return (refreshing ??= askForRefresh().finally(() => (refreshing = undefined)));
}

async function askForRefresh(): Promise<void> {
  const before = tokens;
  if (before?.refresh === undefined) {
    tokens = undefined;
    throw new SignedOutError();
  }
  try {
    const authorizationServer = await serverOf();
    const answer = await oauth.refreshTokenGrantRequest(
      authorizationServer,
      CLIENT,
      oauth.None(),
      before.refresh,
      plain(),
    );
    const body = await oauth.processRefreshTokenResponse(authorizationServer, CLIENT, answer);
    tokens = { ...before, ...kept(body) };
  } catch (error) {
    // Anything else, such as a server that does not answer, may pass.
    if (!(error instanceof oauth.ResponseBodyError)) throw error;
    tokens = undefined;
    throw new SignedOutError();
  }
}

function kept({ access_token, expires_in, refresh_token, id_token }: oauth.TokenEndpointResponse) {
  return {
    access: access_token,
    endsAt: performance.now() + (expires_in ?? 0) * 1000,
    ...(refresh_token === undefined ? {} : { refresh: refresh_token }),
    ...(id_token === undefined ? {} : { id: id_token }),
  };
}

/** Leaves the page for the sign-in. The person comes back to the same place. */
export async function signIn({ place = location.hash, first }: { place?: string; first?: string } = {}) {
  const { address, state, pending } = await request({ place, first });
  sessionStorage.setItem(STORE + state, JSON.stringify(pending));
  location.assign(address);
  // The page is on its way out. Nothing more happens here.
  return new Promise<never>(() => {});
}

/** Where the browser comes back to. @returns what was pending; the address is that of the place again. */
export async function comeBack(): Promise<Pending> {
  const address = new URL(location.href);
  const key = STORE + (address.searchParams.get('state') ?? '');
  const stored = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  // The code must not stay in the address and the history.
  history.replaceState(null, '', '/admin/');
  if (stored === null) throw new SignedOutError();
  const pending = JSON.parse(stored) as Pending;
  await redeem(address, pending, key.slice(STORE.length));
  history.replaceState(null, '', `/admin/${pending.place}`);
  return pending;
}

/**
 * Signs the person in once more in a window of its own, so that nothing on this page is lost.
 *
 * @param fresh: the person must sign in now, also when the session still lasts.
 * @returns false when the window could not be opened.
 */
export async function signInBeside({ fresh }: { fresh: boolean }): Promise<boolean> {
  // A browser opens a window only right after a click, so it is opened before the address is known.
  const beside = window.open('', '_blank', 'popup,width=480,height=720');
  if (!beside) return false;
  const { address, state, pending } = await request({ place: '', fresh });
  const answers = new BroadcastChannel(channelOf(state));
  try {
    const answer = new Promise<URL>((resolve) => {
      answers.onmessage = ({ data }: MessageEvent<string>) => resolve(new URL(data));
    });
    beside.location.assign(address);
    await redeem(await answer, pending, state, person);
    return true;
  } finally {
    answers.close();
  }
}

/** In the window beside: gives the answer to the page that waits for it. @returns false when none does. */
export function answerBeside(): boolean {
  const state = new URL(location.href).searchParams.get('state') ?? '';
  if (sessionStorage.getItem(STORE + state) !== null) return false;
  const channel = new BroadcastChannel(channelOf(state));
  channel.postMessage(location.href);
  channel.close();
  history.replaceState(null, '', '/admin/');
  window.close();
  return true;
}

const channelOf = (state: string) => `${STORE}${state}`;

/** Signs the person out here and, if the server is set up so, at the identity provider. */
export async function signOut(): Promise<void> {
  const { end_session_endpoint: end } = await serverOf();
  const address = new URL(end ?? HOME);
  if (tokens) address.searchParams.set('id_token_hint', tokens.id);
  address.searchParams.set('client_id', FACTS.clientId);
  address.searchParams.set('post_logout_redirect_uri', HOME);
  address.searchParams.set('state', SIGNED_OUT);
  tokens = undefined;
  location.assign(address);
}

async function request({ place, first, fresh = false }: { place: string; first?: string; fresh?: boolean }) {
  const { authorization_endpoint: endpoint } = await serverOf();
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const address = new URL(endpoint!);
  const parameters = {
    response_type: 'code',
    client_id: FACTS.clientId,
    redirect_uri: RETURN,
    scope: FACTS.scope,
    resource: `${FACTS.issuer}/api`,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(fresh ? { prompt: 'login' } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  const pending: Pending = { verifier, nonce, place, ...(first === undefined ? {} : { first }) };
  return { address, state, pending };
}

/** @param expected the only person who may sign in. */
async function redeem(
  answer: URL,
  { verifier, nonce }: Pending,
  state: string,
  expected?: string,
): Promise<void> {
  const authorizationServer = await serverOf();
  const parameters = oauth.validateAuthResponse(authorizationServer, CLIENT, answer, state);
  const response = await oauth.authorizationCodeGrantRequest(
    authorizationServer,
    CLIENT,
    oauth.None(),
    parameters,
    RETURN,
    verifier,
    plain(),
  );
  const body = await oauth.processAuthorizationCodeResponse(authorizationServer, CLIENT, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  const { sub: subject } = oauth.getValidatedIdTokenClaims(body)!;
  if (expected !== undefined && subject !== expected) throw new OtherPersonError();
  tokens = { refresh: undefined, id: body.id_token!, ...kept(body) };
  person = subject;
}
