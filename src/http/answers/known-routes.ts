import type { Application, NextFunction, Request, Response } from 'express';
import { allowHeader, wrongMethod } from './allowed-methods.js';
import { PATCH_TYPES } from '../incoming/media-types.js';
import { Problem } from './problem.js';

interface Layer {
  route?: { methods: Record<string, boolean> };
  match(path: string): boolean;
}

/**
 * Answers requests that have no route: 404 for an unknown address, 405 with `Allow` for a method that the address does
 * not have (RFC 9110 section 15.5.6), and `OPTIONS`, unless a route answers that itself.
 *
 * @param app has the routes. They are looked up at every request, not before.
 */
export function knownRoutes(app: Pick<Application, 'router'>) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const methods = methodsOf((app.router as unknown as { stack: Layer[] }).stack, request.path);
    if (methods.length === 0) return next(new Problem(404, 'There is nothing here'));
    if (methods.includes(request.method)) return next();
    const allow = allowHeader(methods);
    response.set('Allow', allow);
    if (methods.includes('PATCH')) response.set('Accept-Patch', PATCH_TYPES.join(', '));
    if (request.method !== 'OPTIONS') return next(wrongMethod(allow));
    response.status(204).end();
  };
}

function methodsOf(layers: Layer[], path: string): string[] {
  const methods = layers
    .filter(({ route }) => route !== undefined)
    .filter((layer) => layer.match(path))
    .flatMap(({ route }) => Object.keys(route!.methods))
    .map((method) => method.toUpperCase());
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
}
