import { moveClock, startClock, stopClock } from '../../test/support/still-clock.js';
import { TestClock } from '../../test/support/test-clock.js';
import { Clock } from './clock.js';

describe('the clock', () => {
  afterEach(startClock);

  it('tells one time in three forms; seconds are whole, and never ahead', () => {
    const clock = new TestClock(1_700_000_000_999);
    expect(clock.epoch()).toBe(1_700_000_000);
    expect(clock.date()).toEqual(new Date(1_700_000_000_999));
  });

  it('goes with `Date`, which the engine and its libraries read', () => {
    stopClock();
    const clock = new Clock();
    const before = clock.epoch();
    moveClock(3_600);
    expect(clock.epoch()).toBe(before + 3_600);
    expect(clock.milliseconds()).toBe(Date.now());
  });
});
