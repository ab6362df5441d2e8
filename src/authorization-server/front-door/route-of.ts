import type { ServerResponse } from 'node:http';
import { engineRoute } from './engine-routes.js';

/**
 * The route that answered a request, as the code declares it: `/token`, `/interaction/:uid/login`. So there are as many
 * as the code has, whatever clients ask for.
 *
 * @returns undefined when no route has this path.
 */
export function routeOf(path: string, response: ServerResponse): string | undefined {
  // Express puts the route that it found into the request that it was given.
  const { route } = response.req as { route?: { path?: unknown } };
  const declared = engineRoute(path)?.path ?? route?.path;
  return typeof declared === 'string' ? declared : undefined;
}
