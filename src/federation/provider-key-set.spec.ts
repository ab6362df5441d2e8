import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { exportJWK, type JWK } from 'jose';
import { addressRule, OPERATORS } from '../../test/support/egress.js';
import { Egress, EgressError } from '#src/http/egress.js';
import { ProviderKeySet } from './provider-key-set.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

class ScriptedEgress extends Egress {
  keys: JWK[] | 'down' = [];
  requests = 0;

  override request(url: string | URL) {
    this.requests += 1;
    if (this.keys === 'down')
      return Promise.reject(new EgressError({ code: 'unreachable', url: new URL(url) }));
    return Promise.resolve({
      status: 200,
      headers: new Headers(),
      text: JSON.stringify({ keys: this.keys }),
    });
  }
}

const key = async (kid: string): Promise<JWK> => ({
  ...(await exportJWK((await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })).publicKey)),
  kid,
});

describe('ProviderKeySet', () => {
  let egress: ScriptedEgress;
  let now: number;
  let keys: ProviderKeySet;
  const find = (kid: string) => keys.find({ alg: 'ES256', kid }, { payload: '', signature: '' });

  // The log says each time that the keys of before are used; here that is meant.
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(new ConsoleLogger()));
  beforeEach(async () => {
    egress = new ScriptedEgress(addressRule());
    egress.keys = [await key('one')];
    now = 1_000_000;
    keys = new ProviderKeySet('https://idp.test/keys', OPERATORS, egress, () => now);
  });
  afterEach(() => egress.onModuleDestroy());

  it('reads the keys once in ten minutes', async () => {
    await Promise.all([find('one'), find('one'), find('one')]);
    now += 9 * MINUTE;
    await find('one');
    expect(egress.requests).toBe(1);
    now += 2 * MINUTE;
    await find('one');
    expect(egress.requests).toBe(2);
  });

  it('FI-23 looks once a minute for a key that is not there', async () => {
    await find('one');
    for (let i = 0; i < 3; i += 1)
      await expect(find('two')).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(egress.requests).toBe(2);
    egress.keys = [await key('two')];
    now += MINUTE;
    await find('two');
    expect(egress.requests).toBe(3);
  });

  it('FI-24 goes on with the last good keys for a day, and tries again once a minute', async () => {
    await find('one');
    egress.keys = 'down';
    now += HOUR;
    await find('one');
    await find('one');
    expect(egress.requests).toBe(2);
    now += MINUTE;
    await find('one');
    expect(egress.requests).toBe(3);
    now += 23 * HOUR;
    await expect(find('one')).rejects.toMatchObject({ code: 'provider_unreachable' });
  });

  it.each([
    ['empty', []],
    ['of secrets only', [{ kty: 'oct', k: 'AA', kid: 'one' }]],
  ])('FI-24 a set that is %s does not take the place of a good one', async (_what, set) => {
    await find('one');
    egress.keys = set;
    now += HOUR;
    await expect(find('one')).resolves.toBeDefined();
  });

  it('a failed look for an unknown key leaves the known ones', async () => {
    await find('one');
    egress.keys = 'down';
    await expect(find('two')).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    await expect(find('one')).resolves.toBeDefined();
  });
});
