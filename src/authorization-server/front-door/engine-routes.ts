/** One address of the engine. */
export interface EngineRoute {
  /** The path in the engine’s configuration. `:uid` stands for any one segment. */
  path: string;
  methods: readonly string[];
  /** Who comes here: people with their browsers, programs, or anybody who reads a public document. */
  kind: 'browsers' | 'programs' | 'document';
}

const forBrowsers = (path: string, ...methods: string[]) => ({ path, methods, kind: 'browsers' as const });
const forPrograms = (path: string, ...methods: string[]) => ({ path, methods, kind: 'programs' as const });
const forDocument = (path: string) => ({ path, methods: ['GET', 'HEAD'], kind: 'document' as const });

/** The addresses and methods that the engine answers. Nest answers all others. */
export const ENGINE_ROUTES: readonly EngineRoute[] = [
  forBrowsers('/authorize', 'GET', 'HEAD', 'POST'),
  forBrowsers('/authorize/:uid', 'GET', 'HEAD'),
  forBrowsers('/logout', 'GET', 'HEAD', 'POST'),
  forBrowsers('/logout/confirm', 'POST'),
  forBrowsers('/logout/success', 'GET', 'HEAD'),
  forPrograms('/token', 'POST'),
  forPrograms('/introspect', 'POST'),
  forPrograms('/revoke', 'POST'),
  forPrograms('/par', 'POST'),
  forPrograms('/userinfo', 'GET', 'HEAD', 'POST'),
  forDocument('/jwks'),
  forDocument('/.well-known/openid-configuration'),
  forDocument('/.well-known/oauth-authorization-server'),
];

const BY_PATH = new Map(ENGINE_ROUTES.map((route) => [route.path, route]));
const OF_STEPS = /^\/authorize\/[^/]+$/;

/** @param path compared letter by letter, like all addresses of this server. */
export function engineRoute(path: string): EngineRoute | undefined {
  return BY_PATH.get(OF_STEPS.test(path) ? '/authorize/:uid' : path);
}

/**
 * Whether pages of other origins call this address. Then the engine answers the preflight request of the browser
 * (CORS).
 */
export function isForOtherOrigins({ kind }: EngineRoute): boolean {
  return kind !== 'browsers';
}
