import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * `form-action` is not set, on purpose. After this server's consent form the browser follows a redirect to the app, and
 * Chromium applies the directive to that redirect, too. A page does not know all apps.
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
  // Off, because apps may sign people in from a pop-up and wait for it.
  crossOriginOpenerPolicy: false,
  // Browser apps of other origins read discovery, keys and tokens (SMART App Launch 2.2, CORS).
  crossOriginResourcePolicy: { policy: 'cross-origin' },
}) as Middleware;

/**
 * Headers for every answer, both pages and protocol answers. `no-store` is the default, because most answers are for
 * one person at one moment, and redirects carry state and codes. A successful answer that may be kept sets its own
 * header.
 */
export const securityHeaders: Middleware = (request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  helmetHeaders(request, response, next);
};
