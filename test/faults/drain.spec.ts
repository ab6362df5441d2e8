import { jest } from '@jest/globals';
import { freePort } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { startWardkeyProcess } from '../support/wardkey-process.js';

// A process starts from TypeScript. The limit is three times what this takes on a slow machine.
jest.setTimeout(90_000);

it('with drainSeconds, a process that was told to stop says so and still answers new requests; then it ends', async () => {
  proves('FI-09');
  const port = await freePort();
  const wardkey = await startWardkeyProcess(port, { listen: { port, drainSeconds: 4 } });
  try {
    const ready = () => fetch(`${wardkey.issuer}/health/ready`);
    expect((await ready()).status).toBe(200);
    wardkey.signal('SIGTERM');
    let answer = await ready();
    while (answer.status === 200) answer = await ready();
    expect(await answer.json()).toEqual({
      status: 'down',
      database: 'up',
      writes: 'up',
      file: 'up',
      clock: 'up',
      keys: 'up',
      draining: true,
    });
    expect((await fetch(`${wardkey.issuer}/.well-known/openid-configuration`)).status).toBe(200);
    expect((await fetch(`${wardkey.issuer}/account`, { redirect: 'manual' })).status).toBeLessThan(500);
    expect(await wardkey.ended).toBe(0);
    await expect(ready()).rejects.toThrow();
  } finally {
    wardkey.signal('SIGKILL');
    await wardkey.ended;
  }
});
