import { Logger } from '@nestjs/common';
import { TestClock } from '../../test/support/test-clock.js';
import type { ClientDefinitions } from '#src/clients/client-definitions.js';
import { Settings } from '#src/config/settings/settings.js';
import type { Expiry } from '#src/definitions/expiry.js';
import type { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import type { SigningKeys } from '#src/keys/signing-keys.js';
import { Expiries } from './expiries.js';

const FIVE_MINUTES = 300;

describe('what ends', () => {
  let clock: TestClock;
  let expiries: Expiries;
  let looks: number;
  let answer: () => Promise<Expiry>;

  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['error', 'fatal']));
  beforeEach(() => {
    clock = new TestClock();
    looks = 0;
    answer = () => Promise.resolve({ earliest: 1, soon: 1 });
    const secretExpiry = () => {
      looks += 1;
      return answer();
    };
    expiries = new Expiries(
      { secretExpiry } as unknown as ClientDefinitions,
      { usable: () => Promise.resolve([]) } as unknown as IdentityProviderDefinitions,
      { areOpen: false } as SigningKeys,
      new Settings(),
      clock,
    );
  });

  it('is looked up once in five minutes, however often somebody asks', async () => {
    await expiries.look();
    for (let time = 0; time < 10; time += 1) void expiries.latest;
    clock.move(FIVE_MINUTES - 1);
    void expiries.latest;
    expect(looks).toBe(1);
    clock.move(1);
    for (let time = 0; time < 10; time += 1) void expiries.latest;
    await expiries.end();
    expect(looks).toBe(2);
  });

  it('stays as it was while the database does not answer, and nobody waits', async () => {
    await expiries.look();
    answer = () => new Promise(() => {});
    clock.move(FIVE_MINUTES);
    expect(expiries.latest.get('client_secret')).toEqual({ earliest: 1, soon: 1 });
    clock.move(FIVE_MINUTES);
    expect(expiries.latest.get('client_secret')).toEqual({ earliest: 1, soon: 1 });
    await Promise.resolve();
    expect(looks).toBe(2);
  });

  it('stays as it was after a look that failed', async () => {
    await expiries.look();
    answer = () => Promise.reject(new Error('no database'));
    await expiries.look();
    expect(expiries.latest.get('client_secret')).toEqual({ earliest: 1, soon: 1 });
    answer = () => Promise.resolve({ earliest: 2, soon: 0 });
    clock.move(FIVE_MINUTES);
    void expiries.latest;
    await expiries.end();
    expect(expiries.latest.get('client_secret')).toEqual({ earliest: 2, soon: 0 });
  });

  it('is not looked up any more once the server stops', async () => {
    await expiries.end();
    clock.move(FIVE_MINUTES);
    void expiries.latest;
    await expiries.end();
    expect(looks).toBe(0);
  });
});
