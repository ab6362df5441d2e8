import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Calls a function as if no request were under way. For timers that outlive a request: a timer keeps everything that
 * belongs to the request in which it was started.
 */
export const outsideRequests = AsyncLocalStorage.snapshot();
