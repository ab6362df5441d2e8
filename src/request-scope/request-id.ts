import { randomBytes } from 'node:crypto';
import type { RequestScope } from './request-scope.js';

/** A UUID, the 32 digits of nginx, and what other proxies make. A log line can hold it as it is. */
const FORM = /^[A-Za-z0-9._-]{1,64}$/;
/** Eight characters. Two requests of one day hardly ever get the same. */
const BYTES = 6;

/**
 * The name of a request in the log. It is made when the first line is written, because most requests write none.
 *
 * @returns the name that a trusted proxy gave, otherwise eight random characters (base64url).
 */
export function requestId(scope: RequestScope): string {
  return (scope.id ??= randomBytes(BYTES).toString('base64url'));
}

/**
 * The name that a proxy gave a request.
 *
 * @param header `X-Request-Id`. The caller makes sure that a trusted proxy sent it.
 * @returns undefined when there is none, or when it is not 1 to 64 letters, digits, dots, hyphens or underscores.
 */
export function givenRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && FORM.test(header) ? header : undefined;
}
