import type { IncomingMessage } from 'node:http';
import { type PlainAnswer, Problem, problemAnswer } from '#src/http/answers/problem.js';
import type { EnginePages } from '../engine/engine-pages.js';

/** Why a request is refused before it is read. */
export type TurnAwayReason =
  | { because: 'tooMany'; retryAfterSeconds: number }
  | { because: 'noRoom'; retryAfterSeconds: number }
  | { because: 'notSaved'; retryAfterSeconds: number }
  | { because: 'saturated'; retryAfterSeconds: number }
  | { because: 'tooLarge'; most: number };

/** The addresses that programs use by OAuth 2.0, and those of this server’s REST API. All others are for browsers. */
const OAUTH =
  /^\/(token|introspect|revoke|userinfo|par|register|jwks)$|^\/federation\/[^/]+\/(backchannel-logout|jwks)$/;
const REST = /^\/(api|health|fhir-servers|smart-style|user-access-brands|\.well-known)(\/|$)/;

const STATUS = { tooMany: 429, noRoom: 503, notSaved: 503, saturated: 503, tooLarge: 413 } as const;
const ERROR = {
  tooMany: 'temporarily_unavailable',
  noRoom: 'temporarily_unavailable',
  notSaved: 'temporarily_unavailable',
  saturated: 'temporarily_unavailable',
  tooLarge: 'invalid_request',
} as const;

/**
 * The answer in the form that the caller understands: an OAuth error (RFC 6749 section 5.2), problem details (RFC
 * 9457), or a page.
 */
export function turnedAway(
  request: Pick<IncomingMessage, 'url'>,
  turning: TurnAwayReason,
  pages: EnginePages,
): PlainAnswer {
  const path = (request.url ?? '').split('?', 1)[0]!;
  const status = STATUS[turning.because];
  const why = reason(turning);
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  if (turning.because !== 'tooLarge') headers['retry-after'] = String(turning.retryAfterSeconds);
  if (OAUTH.test(path)) {
    const body = JSON.stringify({ error: ERROR[turning.because], error_description: why });
    return { status, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' }, body };
  }
  if (REST.test(path)) return problemAnswer(new Problem(status, why), headers);
  const body = pages.turnedAway(turning.because);
  return { status, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' }, body };
}

function reason(turning: TurnAwayReason): string {
  if (turning.because === 'tooLarge') return `the request body is too large: ${turning.most} bytes at most`;
  if (turning.because === 'tooMany')
    return `too many requests from this address; the next may be made in ${turning.retryAfterSeconds} s`;
  if (turning.because === 'notSaved') return 'the server could not save anything; try again in a moment';
  if (turning.because === 'saturated')
    return `this server has too much to do at the moment; try again in ${turning.retryAfterSeconds} s`;
  return 'too many requests are pending; try again in a minute';
}
