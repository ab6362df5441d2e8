import type { Response } from 'express';
import type { Denied } from '#src/sign-in/password/local-sign-in.js';
import type { Notice } from '#src/words/codes.js';

/**
 * What a person sees when the sign-in by e-mail address and password failed. Status, headers and words are the same
 * whether the account exists or not.
 */
export function deniedAnswer(denied: Denied, response: Response, otherWays: boolean): Notice {
  if (denied.denied === 'tooMany') {
    response.status(429).set('Retry-After', String(denied.retryAfterSeconds));
    return { kind: 'tooManyAttempts', seconds: denied.retryAfterSeconds };
  }
  response.status(403);
  return { kind: 'passwordNotRight', otherWays };
}
