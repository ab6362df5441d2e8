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

  describe('compared with another one', () => {
    const asked = 1_700_000_000_000;

    it.each([
      ['the same time', 0, 0, 0],
      ['a day later', 86_400_000, 0, -86_400],
      ['a day earlier', -86_400_000, 0, 86_400],
      ['a time within the wait for its answer', 7_000, 7_000, 0],
      ['a time before the question, after a wait', -1_500, 7_000, 1.5],
      ['a time after its answer', 7_250, 7_000, -0.25],
    ])('that says %s', async (_what, says, takes, ahead) => {
      const clock = new TestClock(asked);
      const other = async () => {
        clock.moveTo(asked + takes);
        return asked + says;
      };
      expect(await clock.secondsAheadOf(other)).toBe(ahead);
    });
  });
});
