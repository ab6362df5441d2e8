import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * `form-action` is not set, on purpose. After this server's consent form the browser follows a redirect to the app, and
 * Chromium applies the directive to that redirect, too. A page does not know all apps.
 */
const headersOfHelmet = helmet({
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
});

const HEADERS = headersOnce();

/**
 * Sets the headers of every answer, both pages and protocol answers. `no-store` is the default, because most answers
 * are for one person at one moment, and redirects carry state and codes. A successful answer that may be kept sets its
 * own header.
 */
export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of HEADERS) response.setHeader(name, value);
}

/** They are the same for every answer, so helmet makes them once. */
function headersOnce(): Array<[name: string, value: string]> {
  const headers: Array<[string, string]> = [['Cache-Control', 'no-store']];
  const setHeader = (name: string, value: string) => headers.push([name, value]);
  headersOfHelmet(
    {} as IncomingMessage,
    { setHeader, removeHeader() {} } as unknown as ServerResponse,
    () => {},
  );
  return headers;
}
