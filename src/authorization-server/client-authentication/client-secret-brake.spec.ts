import { TestClock } from '../../../test/support/test-clock.js';
import { ClientSecretBrake } from './client-secret-brake.js';

describe('wrong secrets of a client', () => {
  const MOST = 200;
  const brake = () => new ClientSecretBrake(new TestClock(), MOST);
  const address = (count: number) => `2001:db8:${count.toString(16)}::1`;

  it('from ever new networks: each has one guess, as long as there are few networks', async () => {
    const braked = brake();
    for (let count = 0; count < MOST; count++) {
      expect(await braked.wait('app', address(count))).toBe(0);
      await braked.wrong('app', address(count));
    }
  });

  it('from a crowd of networks: new networks wait, and the network where the client is known does not', async () => {
    const braked = brake();
    await braked.right('app', '192.0.2.1');
    for (let count = 0; count < MOST; count++) await braked.wrong('app', address(count));
    expect(await braked.wait('app', address(MOST))).toBeGreaterThan(0);
    expect(await braked.wait('app', '192.0.2.1')).toBe(0);
    // Another client was not attacked.
    expect(await braked.wait('other', address(MOST))).toBe(0);
  });
});
