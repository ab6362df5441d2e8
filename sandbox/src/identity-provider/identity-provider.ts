import { type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { listenLocally, type ListenOptions } from '../local-server.js';
import { PEOPLE, type Person } from '../people.js';
import { engineConfiguration, type IdentityProviderClient, ROUTES } from './engine-configuration.js';
import { generateIdTokenKeys, type IdTokenKeys } from './id-token-signer.js';
import { loadEngine } from './quiet-engine.js';
import { answerSignIn } from './sign-in-routes.js';
import { disturb, type Endpoint, finishTokenResponse, type Tamper } from './tamper.js';

/** What {@link startIdentityProvider} needs. */
export interface IdentityProviderOptions extends ListenOptions {
  clients: readonly IdentityProviderClient[];
  /** Default: {@link PEOPLE}. */
  people?: readonly Person[];
  tamper?: Tamper;
}

/** A running stand-in for a hospital's identity provider. */
export interface IdentityProvider {
  issuer: string;
  people: readonly Person[];
  /** The number of requests so far, by endpoint. */
  counts: Readonly<Record<Endpoint, number>>;
  /** Replaces the way in which the identity provider misbehaves; without an argument it behaves well again. */
  setTamper(tamper?: Tamper): void;
  close(): Promise<void>;
}

/** Starts an identity provider (OpenID Connect) that looks like a Microsoft Entra ID tenant to its clients. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const people = options.people ?? PEOPLE;
  const [engine, keys, server] = await Promise.all([
    loadEngine(),
    generateIdTokenKeys(),
    listenLocally(options),
  ]);
  const provider = new engine.Provider(
    server.origin,
    engineConfiguration(engine, options.clients, people, keys),
  );
  const state = {
    tamper: options.tamper,
    counts: { authorization: 0, token: 0, jwks: 0, discovery: 0 },
  };
  provider.use((ctx, next) => answer(ctx as KoaContextWithOIDC, next, provider, people, keys, state));
  server.handle(provider.callback());
  return {
    issuer: server.origin,
    people,
    counts: state.counts,
    setTamper: (tamper) => (state.tamper = tamper),
    close: server.close,
  };
}

interface State {
  tamper: Tamper | undefined;
  counts: Record<Endpoint, number>;
}

async function answer(
  ctx: KoaContextWithOIDC,
  next: () => Promise<void>,
  provider: Provider,
  people: readonly Person[],
  keys: IdTokenKeys,
  state: State,
): Promise<void> {
  const endpoint = ENDPOINTS[ctx.path];
  if (endpoint) state.counts[endpoint] += 1;
  if (await answerSignIn(ctx, provider, people)) return;
  // Read once for this request, so that a slow answer does not change when the test changes the setting meanwhile.
  const { tamper } = state;
  await next();
  if (endpoint === 'token') await finishTokenResponse(ctx, keys, tamper);
  await disturb(ctx, endpoint, tamper);
}

const ENDPOINTS: Partial<Record<string, Endpoint>> = {
  [ROUTES.authorization]: 'authorization',
  [ROUTES.token]: 'token',
  [ROUTES.jwks]: 'jwks',
  '/.well-known/openid-configuration': 'discovery',
};
