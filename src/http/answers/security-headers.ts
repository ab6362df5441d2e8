import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * `form-action` stays open on purpose: after our consent form the browser follows a redirect to the app, and
 * Chromium holds that redirect to the directive too; the set of apps is not known per page.
 */
const helmetHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'style-src': ["'self'"],
      'script-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: { maxAge: 63_072_000, includeSubDomains: false },
  crossOriginEmbedderPolicy: false,
  // Apps may sign people in from a pop-up and wait for it.
  crossOriginOpenerPolicy: false,
  // Browser apps of other origins read discovery, keys and tokens (SMART App Launch 2.2, CORS).
  crossOriginResourcePolicy: { policy: 'cross-origin' },
}) as Middleware;

/**
 * Headers for every answer, pages and protocol alike. What a browser or a proxy may keep says so itself, on success only:
 * most of what is answered here is for one person at one moment, and redirects carry state and codes.
 */
export const securityHeaders: Middleware = (request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  helmetHeaders(request, response, next);
};
