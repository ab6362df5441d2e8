import { RateLimiterMemory } from 'rate-limiter-flexible';
import { outsideRequests } from '#src/request-scope/outside-requests.js';

/** Counts in the memory of this process. Each count has a timer, which must not keep the request that was counted. */
export class MemoryLimiter extends RateLimiterMemory {
  override consume(...parameters: Parameters<RateLimiterMemory['consume']>) {
    return outsideRequests(() => super.consume(...parameters));
  }

  override penalty(...parameters: Parameters<RateLimiterMemory['penalty']>) {
    return outsideRequests(() => super.penalty(...parameters));
  }

  override set(...parameters: Parameters<RateLimiterMemory['set']>) {
    return outsideRequests(() => super.set(...parameters));
  }
}
