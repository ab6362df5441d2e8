import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FhirHttpError, guardFor, isPausedError } from './resilience.js';

describe('a server that keeps failing', () => {
  // Only the clock of the pause is fake. The wait between two attempts is real.
  beforeEach(() => {
    jest.useFakeTimers({ now: 0, doNotFake: ['setTimeout', 'nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const failing = jest.fn(() => Promise.reject(new FhirHttpError(500)));
  const attempt = (guard: ReturnType<typeof guardFor>, request: () => Promise<unknown>) =>
    guard.execute(request).catch((error: unknown) => (isPausedError(error) ? 'left alone' : 'failed'));

  it('gets no requests after ten failures, and one request again after ten seconds', async () => {
    const guard = guardFor();
    const answers = [];
    for (let request = 0; request < 11; request++) answers.push(await attempt(guard, failing));
    expect(answers).toEqual([...Array<string>(10).fill('failed'), 'left alone']);
    expect(failing).toHaveBeenCalledTimes(10);

    jest.setSystemTime(9_999);
    expect(await attempt(guard, failing)).toBe('left alone');
    jest.setSystemTime(10_001);
    expect(await attempt(guard, () => Promise.resolve('well'))).toBe('well');
    expect(await attempt(guard, () => Promise.resolve('still well'))).toBe('still well');
  });
});
