import type { NextFunction, Request, Response } from 'express';
import { OWN_PATHS } from '#src/config/settings/validators.js';
import type { IdentityProviders } from '#src/federation/identity-providers.js';

/**
 * Handles redirect URIs that an older registration gave to an identity provider (`callbackPath`): the request is passed
 * on to the callback route of that identity provider.
 */
export function callbackPaths(providers: IdentityProviders) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const [path, ...query] = request.url.split('?');
    // No identity provider can have one of these paths, so no look-up is needed.
    if (OWN_PATHS.test(path!)) {
      next();
      return;
    }
    providers.withCallbackPath(path!).then((provider) => {
      if (provider) request.url = [`/federation/${provider.scheme}/signin`, ...query].join('?');
      next();
    }, next);
  };
}
