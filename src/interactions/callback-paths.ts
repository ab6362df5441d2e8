import type { NextFunction, Request, Response } from 'express';
import type { IdentityProviders } from '#src/federation/identity-providers.js';

/** Leads a redirect URI that a provider was given long ago (`callbackPath`) to the doorway of that provider. */
export function callbackPaths(providers: IdentityProviders) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const [path, ...query] = request.url.split('?');
    const provider = providers.withCallbackPath(path!);
    if (provider) request.url = [`/federation/${provider.scheme}/signin`, ...query].join('?');
    next();
  };
}
