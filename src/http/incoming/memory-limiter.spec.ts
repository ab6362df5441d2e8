import { jest } from '@jest/globals';
import { requestScope } from '#src/request-scope/request-scope.js';
import { MemoryLimiter } from './memory-limiter.js';

describe('a limiter in memory', () => {
  afterEach(() => jest.restoreAllMocks());

  it('counts, and its timers keep no request', async () => {
    const limiter = new MemoryLimiter({ points: 2, duration: 60 });
    const scopes: unknown[] = [];
    const start = globalThis.setTimeout;
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(((...parameters: Parameters<typeof start>) => {
      scopes.push(requestScope.getStore());
      return start(...parameters);
    }) as typeof start);
    const scope = { address: undefined, lostBefore: 0 };
    await requestScope.run(scope, async () => {
      await limiter.consume('one');
      await limiter.penalty('two');
      await limiter.set('three', 1, 60);
      expect(requestScope.getStore()).toBe(scope);
      await limiter.consume('one');
      await expect(limiter.consume('one')).rejects.toMatchObject({ consumedPoints: 3 });
    });
    expect(scopes).toEqual([undefined, undefined, undefined]);
  });
});
