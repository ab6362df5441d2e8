import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, compactVerify, exportJWK, generateKeyPair, type JWK } from 'jose';
import { ConsoleLogger, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { type KeysOfProcess, keysOfProcess } from '../../test/support/signing-keys.js';
import { TestClock, TickingClock } from '../../test/support/test-clock.js';
import { SealBrokenError, SecretBox } from '#src/crypto/secret-box.js';
import { NoSigningKeyError } from './errors.js';
import { RETIRED_SECONDS } from './key-states.js';
import type { SigningKeys } from './signing-keys.js';

const signed = async (keys: SigningKeys, kid = keys.current('ES256').kid) => {
  const input = [{ alg: 'ES256', kid }, { sub: 'somebody' }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = await keys.sign('ES256', kid, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
};
const verifies = (jws: string, jwks: readonly JWK[]) =>
  compactVerify(jws, createLocalJWKSet({ keys: [...jwks] as never })).then(
    () => true,
    () => false,
  );

describe('the signing keys', () => {
  let dataSource: DataSource;
  const box = new SecretBox(randomBytes(32));

  // A key that cannot be used is an error in the log, and here it is intended.
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(new ConsoleLogger()));
  beforeEach(async () => (dataSource = await openDatabase()));
  afterEach(() => dataSource.destroy());

  it('have the same order everywhere, also when a second began while they were made', async () => {
    const { keys } = keysOfProcess(dataSource, { box, clock: new TickingClock() });
    await keys.ready();
    expect(keys.published().map(({ alg }) => alg)).toEqual(['RS256', 'ES256']);
  });

  it('are made once when two processes start at the same time', async () => {
    const clock = new TestClock();
    const two = [0, 1].map(() => keysOfProcess(dataSource, { box, clock }).keys);
    await Promise.all(two.map((keys) => keys.ready()));
    expect(two[0]!.published()).toEqual(two[1]!.published());
    expect(two[0]!.published()).toHaveLength(2);
  });

  it('are published without anything private', async () => {
    proves('TM-48');
    const { keys } = keysOfProcess(dataSource, { box, clock: new TestClock() });
    await keys.ready();
    for (const jwk of keys.published())
      expect(Object.keys(jwk).sort()).toEqual(
        (jwk.kty === 'RSA' ? ['e', 'n'] : ['crv', 'x', 'y']).concat('alg', 'kid', 'kty', 'use').sort(),
      );
  });

  it('cannot be read with another encryption key, and the error says so', async () => {
    proves('TM-48');
    await keysOfProcess(dataSource, { box, clock: new TestClock() }).keys.ready();
    const other = keysOfProcess(dataSource, { box: new SecretBox(randomBytes(32)), clock: new TestClock() });
    await expect(other.keys.ready()).rejects.toThrow(
      'A secret in the database (signing-key-public) cannot be decrypted with this encryption key.',
    );
  });

  describe('that another process changes', () => {
    let clock: TestClock;
    let here: KeysOfProcess;
    let there: KeysOfProcess;
    let told: number;

    beforeEach(async () => {
      clock = new TestClock();
      here = keysOfProcess(dataSource, { box, clock });
      there = keysOfProcess(dataSource, { box, clock });
      await here.keys.ready();
      await there.keys.ready();
      told = 0;
      here.keys.onChange(() => (told += 1));
    });

    it('sign here after the next look', async () => {
      const before = here.keys.current('ES256').kid;
      const successor = await there.rotation.rotate('ES256', 'now');
      expect(here.keys.current('ES256').kid).toBe(before);
      await here.keys.follow();
      expect([here.keys.current('ES256').kid, told]).toEqual([successor, 1]);
      expect(await verifies(await signed(here.keys), here.keys.published())).toBe(true);
      await here.keys.follow();
      expect(told).toBe(1);
    });

    it('sign a token that names the key before, which is still published', async () => {
      const before = here.keys.current('ES256').kid;
      await there.rotation.rotate('ES256', 'now');
      await here.keys.follow();
      expect(await verifies(await signed(here.keys, before), here.keys.published())).toBe(true);
    });

    it('are known at once where a token names one of them', async () => {
      const successor = await there.rotation.rotate('ES256', 'now');
      expect(here.keys.accepts(successor)).toBe(false);
      expect(await here.keys.publicKey(successor)).toBeDefined();
      expect(await here.keys.publicKey('unknown')).toBeUndefined();
      expect(await here.keys.publicKey(undefined)).toBeUndefined();
    });

    it('do not count any more when they are revoked', async () => {
      proves('TM-49');
      const before = here.keys.current('ES256').kid;
      await there.rotation.revoke(before);
      await here.keys.follow();
      expect(here.keys.published().map(({ kid }) => kid)).not.toContain(before);
      expect(here.keys.accepts(before)).toBe(false);
      expect(await here.keys.hintKey(before)).toBeUndefined();
      await expect(signed(here.keys, before)).rejects.toThrow('does not sign any more');
    });

    it('end, and then verify only ID tokens that say who signs out', async () => {
      const before = here.keys.current('ES256').kid;
      await there.rotation.rotate('ES256', 'now');
      clock.move(RETIRED_SECONDS);
      await there.rotation.carryOutDue();
      await here.keys.follow();
      expect(here.keys.published().map(({ kid }) => kid)).not.toContain(before);
      expect(await here.keys.publicKey(before)).toBeUndefined();
      expect(await here.keys.hintKey(before)).toBeDefined();
    });

    it('count although another row of the table is damaged', async () => {
      proves('TM-49');
      await dataSource.query(
        `INSERT INTO signing_key (kid, alg, state, public_jwk, created_at, state_since) VALUES ('damaged', 'ES256', 'retired', '{"kty":"EC"}', 1, 1)`,
      );
      const before = here.keys.current('ES256').kid;
      await there.rotation.revoke(before);
      await here.keys.follow();
      expect(here.keys.accepts(before)).toBe(false);
      expect(here.keys.published().map(({ kid }) => kid)).not.toContain('damaged');
      expect(await verifies(await signed(here.keys), here.keys.published())).toBe(true);
      expect(here.keys.areOpen).toBe(true);
    });

    describe('that somebody wrote into the table without the encryption key', () => {
      const published = () => here.keys.published().map(({ kid }) => kid);
      const forged = async (state: string, more: Record<string, string> = {}) => {
        const { publicKey } = await generateKeyPair('ES256', { extractable: true });
        const row = { alg: 'ES256', state, public_jwk: JSON.stringify(await exportJWK(publicKey)), ...more };
        await dataSource.query(
          `INSERT INTO signing_key (kid, created_at, state_since, ${Object.keys(row).join()})
           VALUES ('forged', 1, ${clock.epoch()}, ${Object.keys(row)
             .map(() => '?')
             .join()})`,
          Object.values(row),
        );
      };

      it.each<[string, string, (sealed: string) => Record<string, string>]>([
        ['retired', 'retired', () => ({})],
        ['next', 'next', () => ({})],
        ['next, and kept by a signing service', 'next', () => ({ service_key: 'slot-9' })],
        ['retired, with the seal of another key', 'retired', (sealed) => ({ sealed_public_jwk: sealed })],
        ['retired, with something that is no seal', 'retired', () => ({ sealed_public_jwk: 'v1.AAAA' })],
        ['ended', 'ended', () => ({})],
      ])('do not count: %s', async (_what, state, more) => {
        proves('TM-48');
        const before = published();
        const sealed = here.keys.all.find(({ alg }) => alg === 'ES256')!.sealedPublicJwk!;
        await forged(state, more(sealed));
        await here.keys.follow();
        const fresh = keysOfProcess(dataSource, { box, clock });
        await fresh.keys.ready();
        for (const { keys } of [here, fresh]) {
          expect(keys.published().map(({ kid }) => kid)).toEqual(before);
          expect(await keys.publicKey('forged')).toBeUndefined();
          expect(await keys.hintKey('forged')).toBeUndefined();
        }
        const { problem } = await there.rotation.show('forged');
        if (state !== 'ended') expect(problem).toMatch(/forged has no valid seal|cannot be decrypted/);
        clock.move(25 * 3600);
        await there.rotation.carryOutDue().catch(() => undefined);
        await here.keys.follow();
        expect(published()).toEqual(before);
        await there.rotation.revoke('forged');
      });

      it('nothing is signed with one that takes the place of a key, and readiness says so', async () => {
        proves('TM-48');
        await dataSource.query(`DELETE FROM signing_key WHERE alg = 'ES256'`);
        await forged('current');
        await here.keys.follow();
        expect([here.keys.accepts('forged'), here.keys.areOpen]).toEqual([false, false]);
        expect(() => here.keys.current('ES256')).toThrow(NoSigningKeyError);
        const { keys } = keysOfProcess(dataSource, { box, clock });
        await expect(keys.ready()).rejects.toMatchObject({ code: 'unproven_key' });
        const successor = await there.rotation.revoke('forged');
        await here.keys.follow();
        expect([here.keys.current('ES256').kid, here.keys.areOpen]).toEqual([successor, true]);
      });

      it.each(['retired', 'next'])('a revoked key whose state was set to %s stays revoked', async (state) => {
        proves('TM-49');
        const before = here.keys.current('ES256').kid;
        await there.rotation.revoke(before);
        await dataSource.query('UPDATE signing_key SET state = ? WHERE kid = ?', [state, before]);
        await here.keys.follow();
        expect([here.keys.accepts(before), published().includes(before)]).toEqual([false, false]);
      });
    });

    describe('with an encryption key that this process does not have', () => {
      /** The key of ES256 is sealed anew, as `wardkey keys reseal` does it. */
      const reseal = async (state: string) => {
        const [row] = (await dataSource.query(
          `SELECT kid, sealed_private_jwk AS sealed FROM signing_key WHERE alg = 'ES256' AND state = '${state}'`,
        )) as [{ kid: string; sealed: string }];
        const plain = box.open('signing-key', row.sealed);
        const sealed = new SecretBox(randomBytes(32)).seal('signing-key', plain);
        await dataSource.query('UPDATE signing_key SET sealed_private_jwk = ? WHERE kid = ?', [
          sealed,
          row.kid,
        ]);
      };

      it('a key that is revoked stops signing, and the process says that it has none', async () => {
        proves('TM-49');
        const before = here.keys.current('ES256').kid;
        await there.rotation.revoke(before);
        await reseal('current');
        await here.keys.follow();
        expect([here.keys.accepts(before), here.keys.areOpen]).toEqual([false, false]);
        await expect(signed(here.keys, before)).rejects.toThrow('does not sign any more');
        expect(() => here.keys.current('ES256')).toThrow(NoSigningKeyError);
      });

      it('a key that is retired goes on, and the process says that it cannot follow', async () => {
        const before = here.keys.current('ES256').kid;
        await there.rotation.rotate('ES256', 'now');
        await reseal('current');
        await here.keys.follow();
        expect([here.keys.current('ES256').kid, here.keys.areOpen]).toEqual([before, false]);
        expect(await verifies(await signed(here.keys), here.keys.published())).toBe(true);
      });

      it('no key takes over, and no key is made', async () => {
        const before = here.keys.current('ES256').kid;
        await there.rotation.rotate('ES256');
        await reseal('next');
        clock.move(25 * 3600);
        await expect(there.rotation.carryOutDue()).rejects.toThrow(SealBrokenError);
        await here.keys.follow();
        expect(here.keys.current('ES256').kid).toBe(before);
        const elsewhere = keysOfProcess(dataSource, { box: new SecretBox(randomBytes(32)), clock });
        await expect(elsewhere.rotation.rotate('RS256')).rejects.toThrow(SealBrokenError);
        await expect(elsewhere.rotation.revoke(before)).rejects.toThrow(SealBrokenError);
        const successor = await there.rotation.revoke(before);
        await here.keys.follow();
        expect([here.keys.current('ES256').kid, here.keys.areOpen]).toEqual([successor, true]);
      });
    });

    it('stay as they are while the database does not answer', async () => {
      const before = here.keys.current('ES256').kid;
      await dataSource.query('ALTER TABLE signing_key RENAME TO signing_key_away');
      await expect(here.keys.follow()).rejects.toMatchObject({ message: 'no such table: signing_key' });
      expect(here.keys.current('ES256').kid).toBe(before);
      await dataSource.query('ALTER TABLE signing_key_away RENAME TO signing_key');
      await expect(here.keys.follow()).resolves.toBeUndefined();
    });
  });
});
