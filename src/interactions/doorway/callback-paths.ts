import type { NextFunction, Request, Response } from 'express';
import { OWN_PATHS } from '#src/config/settings/validators.js';
import type { IdentityProviders } from '#src/federation/identity-providers.js';

/** Leads a redirect URI that a provider was given long ago (`callbackPath`) to the doorway of that provider. */
export function callbackPaths(providers: IdentityProviders) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const [path, ...query] = request.url.split('?');
    // No provider can have one of these, so nothing needs to be looked up.
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
