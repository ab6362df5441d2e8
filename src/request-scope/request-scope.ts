import { AsyncLocalStorage } from 'node:async_hooks';
import type { SeenRequest } from './seen-request.js';

/** What belongs to one request for as long as it is answered. */
export interface RequestScope {
  /** The address of the client, as far as trusted proxies say; see clientAddress. */
  readonly address: string | undefined;
  /** What the browser or program says that it is. */
  readonly userAgent?: string;
  /** How many groups of writes had been lost when the request began; see Commits. */
  readonly lostBefore: number;
  /** Set when something that must be written with this request could not be; see {@link failRequest}. */
  hasLost?: boolean;
  /** Who calls the API for administrators, once it knows: a client, mostly for a person. */
  actor?: { clientId: string; accountId?: string };
  /** Names the request in the log; see requestId. */
  id?: string;
  /** Set while something watches requests; see Observers. */
  readonly seen?: SeenRequest;
}

/** The scope of the present request, for code that does not get the request. Work in the background has none. */
export const requestScope = new AsyncLocalStorage<RequestScope>();

/**
 * Fails the present request: whatever it is answered, the client gets 503. For what must not happen without being
 * written down.
 */
export function failRequest(): void {
  const scope = requestScope.getStore();
  if (scope) scope.hasLost = true;
}

/** The client address of the present request. */
export function addressOfRequest(): string | undefined {
  return requestScope.getStore()?.address;
}
