import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
  isBrokenCircuitError,
  retry,
  wrap,
} from 'cockatiel';
import { EgressError } from '#src/http/outgoing/egress.js';

/** One more try: a person waits, and a server that is overloaded must not get three times the load. */
const RETRIES = 1;
/** The failures of about five sign-ins. One person who tries again must still reach the server. */
const FAILURES_IN_A_ROW = 10;
/** How long no request is sent to a server that keeps failing. */
const REST_MS = 10_000;

/** HTTP statuses that may change in a moment. */
const PASSING = new Set([429, 502, 503, 504]);

/** An answer of a FHIR server that is not a success. */
export class FhirHttpError extends Error {
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

/** Whether trying again may help. */
function mayPass(error: unknown): boolean {
  if (error instanceof FhirHttpError) return PASSING.has(error.status);
  // A slow or endless answer has used up the time already.
  return error instanceof EgressError && error.code === 'egress_unreachable';
}

function countsAgainst(error: unknown): boolean {
  return (
    error instanceof EgressError ||
    (error instanceof FhirHttpError && (error.status >= 500 || error.status === 429))
  );
}

/**
 * Guards the requests to one server: one retry for failures that may pass, and a circuit breaker. While the server
 * keeps failing, the breaker refuses requests at once, so that sign-ins do not wait in a queue.
 */
export function guardFor(): IPolicy {
  const breaker = circuitBreaker(handleWhen(countsAgainst), {
    halfOpenAfter: REST_MS,
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  });
  const tryAgain = retry(handleWhen(mayPass), {
    maxAttempts: RETRIES,
    backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 400 }),
  });
  return wrap(breaker, tryAgain);
}

/** Whether a request was not sent, because requests to the server are paused after failures. */
export const isPausedError = isBrokenCircuitError;
