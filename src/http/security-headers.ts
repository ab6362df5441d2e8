import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * Headers for every answer, pages and protocol alike.
 *
 * `form-action` stays open on purpose: after our consent form the browser follows a redirect to the app, and
 * Chromium holds that redirect to the directive too; the set of apps is not known per page.
 */
export const securityHeaders: Middleware = helmet({
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
