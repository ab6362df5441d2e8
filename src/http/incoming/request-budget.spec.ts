import { TestClock } from '../../../test/support/test-clock.js';
import { RequestBudget } from './request-budget.js';

describe('RequestBudget', () => {
  const times = async (budget: RequestBudget, addresses: string[]) => {
    let granted = 0;
    for (const address of addresses) if ((await budget.take(address)) === 0) granted += 1;
    return granted;
  };
  const addresses = (count: number, of: (index: number) => string) =>
    Array.from({ length: count }, (_none, index) => of(index));

  it('gives each address its own budget, and says how long to wait', async () => {
    const budget = new RequestBudget(3, new TestClock());
    expect(await times(budget, Array<string>(5).fill('192.0.2.1'))).toBe(3);
    expect(await budget.take('192.0.2.2')).toBe(0);
    const wait = await budget.take('192.0.2.1');
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
  });

  it('gives a /64 one budget, and a whole /32 twenty', async () => {
    const budget = new RequestBudget(3, new TestClock());
    expect(
      await times(
        budget,
        addresses(10, (index) => `2001:db8::${index + 1}`),
      ),
    ).toBe(3);
    expect(
      await times(
        budget,
        addresses(500, (index) => `2001:db8:${(index + 1).toString(16)}::1`),
      ),
    ).toBeLessThan(60);
    expect(await budget.take('2001:db9::1')).toBe(0);
  });

  it('keeps separate budgets for a limited number of networks; further ones share one with their neighbours', async () => {
    const clock = new TestClock();
    const budget = new RequestBudget(3, clock, 10);
    expect(
      await times(
        budget,
        addresses(10, (index) => `192.0.2.${index}`),
      ),
    ).toBe(10);
    // From here on, one budget counts for the /16.
    expect(
      await times(
        budget,
        addresses(200, (index) => `203.0.113.${index}`),
      ),
    ).toBe(60);
    expect(await budget.take('198.51.100.1')).toBe(0);
    // The next minute has room for separate budgets again.
    clock.move(60);
    expect(
      await times(
        budget,
        addresses(10, (index) => `203.0.113.${100 + index}`),
      ),
    ).toBe(10);
  });
});
