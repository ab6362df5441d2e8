import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { exportJWK, type JWK, SignJWT } from 'jose';
import { addressRule, OPERATORS } from '../../../../../test/support/egress.js';
import { Commits } from '#src/database/commits.js';
import { Egress, EgressError } from '#src/http/outgoing/egress.js';
import { TestClock } from '../../../../../test/support/test-clock.js';
import { proves } from '../../../../../test/support/proves.js';
import { ProviderKeySet } from './provider-key-set.js';

const MINUTE = 60;
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

/**
 * A new key, and a token that it signed. The token has the `kid` of the key, unless the test gives it another `kid`
 * or none.
 */
async function newKey(kid?: string, named: string | null | undefined = kid): Promise<Key> {
  const pair = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const header = { alg: 'ES256', ...(typeof named === 'string' ? { kid: named } : {}) };
  const token = await new SignJWT({}).setProtectedHeader(header).sign(pair.privateKey);
  return { jwk: { ...(await exportJWK(pair.publicKey)), kid }, token };
}
interface Key {
  jwk: JWK;
  token: string;
}

describe('ProviderKeySet', () => {
  let egress: ScriptedEgress;
  let clock: TestClock;
  let keys: ProviderKeySet;
  let [one, two]: Key[] = [];
  const verify = (key: Key | undefined) => keys.verify(key!.token, { algorithms: ['ES256'] });

  // The log reports every use of cached keys. Here this use is intended.
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(new ConsoleLogger()));
  beforeEach(async () => {
    egress = new ScriptedEgress(addressRule(), new Commits());
    [one, two] = [await newKey('one'), await newKey('two')];
    egress.keys = [one.jwk];
    clock = new TestClock();
    keys = new ProviderKeySet('https://idp.test/keys', OPERATORS, egress, clock);
  });
  afterEach(() => egress.onModuleDestroy());

  it('reads the keys once in ten minutes', async () => {
    await Promise.all([verify(one), verify(one), verify(one)]);
    clock.move(9 * MINUTE);
    await verify(one);
    expect(egress.requests).toBe(1);
    clock.move(2 * MINUTE);
    await verify(one);
    expect(egress.requests).toBe(2);
  });

  it('reads the keys again for an unknown key, at most once a minute', async () => {
    proves('FI-23');
    await verify(one);
    for (let i = 0; i < 3; i += 1)
      await expect(verify(two)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(egress.requests).toBe(2);
    egress.keys = [two!.jwk];
    clock.move(MINUTE);
    await verify(two);
    expect(egress.requests).toBe(3);
  });

  it('the requests of strangers do not use up the readings for a person who signs in', async () => {
    await verify(one);
    const forged = await newKey('forged');
    const sent = () => keys.verify(forged.token, { algorithms: ['ES256'] }, 'anybody').catch(() => 'refused');
    for (let i = 0; i < 10; i += 1) expect(await sent()).toBe('refused');
    expect(egress.requests).toBe(2);
    egress.keys = [two!.jwk];
    await verify(two);
    expect(egress.requests).toBe(3);
  });

  it('uses the last good keys for a day while the keys cannot be read, and tries again once a minute', async () => {
    proves('FI-24');
    await verify(one);
    egress.keys = 'down';
    clock.move(HOUR);
    await verify(one);
    await verify(one);
    expect(egress.requests).toBe(2);
    clock.move(MINUTE);
    await verify(one);
    expect(egress.requests).toBe(3);
    clock.move(23 * HOUR);
    await expect(verify(one)).rejects.toMatchObject({ code: 'provider_unreachable' });
  });

  it.each([
    ['empty', []],
    ['of symmetric keys only', [{ kty: 'oct', k: 'AA', kid: 'one' }]],
  ])('a set that is %s does not replace a good one', async (_what, set) => {
    proves('FI-24');
    await verify(one);
    egress.keys = set;
    clock.move(HOUR);
    await expect(verify(one)).resolves.toBeDefined();
  });

  it('when reading fails for an unknown key, the known keys stay', async () => {
    await verify(one);
    egress.keys = 'down';
    await expect(verify(two)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    await expect(verify(one)).resolves.toBeDefined();
  });

  describe('while the keys could never be read', () => {
    const asked = (by: 'person' | 'anybody') =>
      keys.verify(one!.token, { algorithms: ['ES256'] }, by).catch((error: { code: string }) => error.code);

    it.each<[string, JWK[] | 'down']>([
      ['an empty set', []],
      ['a server that is down', 'down'],
    ])('%s: requests of strangers make the server read once in ten seconds', async (_what, set) => {
      egress.keys = set;
      for (let i = 0; i < 30; i += 1) expect(await asked('anybody')).toBe('provider_unreachable');
      expect(egress.requests).toBe(1);
      clock.move(9.999);
      await asked('anybody');
      expect(egress.requests).toBe(1);
      clock.move(0.001);
      await asked('anybody');
      expect(egress.requests).toBe(2);
    });

    it('sign-ins make the server read a few more times, and the next one succeeds once the keys are right', async () => {
      egress.keys = [];
      await asked('anybody');
      for (let i = 0; i < 30; i += 1) expect(await asked('person')).toBe('provider_unreachable');
      expect(egress.requests).toBe(8);
      egress.keys = [one!.jwk];
      clock.move(10);
      expect(await asked('person')).toMatchObject({ protectedHeader: { kid: 'one' } });
      expect(await asked('anybody')).toMatchObject({ protectedHeader: { kid: 'one' } });
      expect(egress.requests).toBe(9);
    });

    it('keys that are too old to be used do not make the server read more often', async () => {
      await verify(one);
      egress.keys = 'down';
      clock.move(25 * HOUR);
      for (let i = 0; i < 30; i += 1) expect(await asked('anybody')).toBe('provider_unreachable');
      expect(egress.requests).toBe(2);
    });
  });

  describe('key sets with doubled, unnamed or other keys', () => {
    const NO_SIGNATURE = { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' };

    it('the same key twice counts as one key, and keys for encryption are ignored', async () => {
      const { jwk } = one!;
      egress.keys = [jwk, { ...jwk, use: 'sig' }, { ...two!.jwk, kid: 'one', use: 'enc' }];
      await verify(one);
      expect(egress.requests).toBe(1);
    });

    it('when two keys share a kid, both verify their tokens, and a third key does not', async () => {
      const [another, third] = [await newKey('one'), await newKey('one')];
      egress.keys = [one!.jwk, another.jwk];
      await verify(one);
      await verify(another);
      await expect(verify(third)).rejects.toMatchObject(NO_SIGNATURE);
    });

    it.each([
      ['the token has no kid', null],
      ['the token has a kid of its own for the key', 'elsewhere'],
    ])('each key without kid is tried when %s', async (_what, named) => {
      const unnamed = [await newKey(undefined, named), await newKey(undefined, named)];
      egress.keys = [one!.jwk, ...unnamed.map(({ jwk }) => jwk)];
      for (const key of unnamed) await verify(key);
    });

    it('when a key verifies the token, the error names what is wrong with the token', async () => {
      egress.keys = [one!.jwk, (await newKey('one')).jwk];
      await expect(
        keys.verify(one!.token, { algorithms: ['ES256'], requiredClaims: ['sub'] }),
      ).rejects.toMatchObject({ code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
    });

    it.each([
      ['the former kid', 'one'],
      ['no kid', undefined],
    ])('a new key under %s is found by one more reading, at most once a minute', async (_what, kid) => {
      const [before, after, forged] = [await newKey(kid), await newKey(kid), await newKey(kid)];
      egress.keys = [before.jwk];
      await verify(before);
      egress.keys = [after.jwk];
      await Promise.all([verify(after), verify(after)]);
      expect(egress.requests).toBe(2);
      for (let i = 0; i < 3; i += 1) await expect(verify(forged)).rejects.toMatchObject(NO_SIGNATURE);
      expect(egress.requests).toBe(2);
      clock.move(MINUTE);
      await expect(verify(forged)).rejects.toMatchObject(NO_SIGNATURE);
      expect(egress.requests).toBe(3);
    });

    it('a set of keys for encryption does not replace a good one', async () => {
      await verify(one);
      egress.keys = [{ ...two!.jwk, use: 'enc' }];
      clock.move(HOUR);
      await verify(one);
    });
  });
});
