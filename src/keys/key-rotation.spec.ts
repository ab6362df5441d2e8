import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { SecretBox } from '#src/crypto/secret-box.js';
import { openDatabase } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { type KeysOfProcess, keysOfProcess } from '../../test/support/signing-keys.js';
import { TestClock } from '../../test/support/test-clock.js';
import { REMEMBERED_SECONDS, RETIRED_SECONDS } from './key-states.js';
import type { SigningKey } from './signing-key.entity.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe('the rotation of signing keys', () => {
  const box = new SecretBox(randomBytes(32));
  let dataSource: DataSource;
  let clock: TestClock;
  let node: KeysOfProcess;
  const all = async () => (await node.rotation.list()).map(({ key }) => key);
  /** The keys of ES256 by their state. */
  const states = async () =>
    Object.fromEntries(
      (await all()).filter(({ alg }) => alg === 'ES256').map(({ kid, state }) => [kid, state]),
    );
  const inState = async (state: SigningKey['state']) =>
    (await all()).find((key) => key.alg === 'ES256' && key.state === state)!;
  const events = async () => {
    const rows: Array<{ event: string; reason: string; trail: string }> = await dataSource.query(
      'SELECT event, reason, trail FROM audit_event',
    );
    return rows
      .filter(({ trail }) => trail.includes('ES256'))
      .map(({ event, reason, trail }) => [
        event,
        reason,
        (JSON.parse(trail) as [{ finding: string }])[0].finding,
      ]);
  };

  beforeEach(async () => {
    dataSource = await openDatabase();
    clock = new TestClock();
    node = keysOfProcess(dataSource, { box, clock });
    await node.rotation.makeMissing();
    await dataSource.query('DELETE FROM audit_event');
  });
  afterEach(() => dataSource.destroy());

  it('begins with one key of each algorithm that signs, and makes no second one', async () => {
    await node.rotation.makeMissing();
    expect((await all()).map(({ alg, state }) => [alg, state])).toEqual([
      ['RS256', 'current'],
      ['ES256', 'current'],
    ]);
    expect(await events()).toEqual([]);
  });

  it('leads a key from being published to being forgotten, at the times that the list says', async () => {
    proves('TM-49');
    const first = (await inState('current')).kid;
    const second = await node.rotation.rotate('ES256');
    expect(await states()).toEqual({ [first]: 'current', [second]: 'next' });
    expect((await node.rotation.show(second)).next).toEqual({ step: 'signs', at: clock.epoch() + DAY });

    clock.move(DAY - 1);
    expect(await node.rotation.carryOutDue()).toBe(false);
    clock.move(1);
    expect(await node.rotation.carryOutDue()).toBe(true);
    expect(await states()).toEqual({ [second]: 'current', [first]: 'retired' });
    expect((await node.rotation.show(first)).next).toEqual({
      step: 'ends',
      at: clock.epoch() + RETIRED_SECONDS,
    });

    clock.move(RETIRED_SECONDS);
    await node.rotation.carryOutDue();
    expect(await states()).toEqual({ [second]: 'current', [first]: 'ended' });
    clock.move(REMEMBERED_SECONDS);
    await node.rotation.carryOutDue();
    expect(await states()).toEqual({ [second]: 'current' });
    expect(await events()).toEqual([
      ['key.made', 'command', second],
      ['key.retired', 'published', first],
      ['key.activated', 'published', second],
    ]);
  });

  it('deletes a private key as soon as it does not sign any more', async () => {
    proves('TM-48');
    const { kid } = await inState('current');
    await node.rotation.rotate('ES256', 'now');
    expect(await inState('retired')).toMatchObject({ kid, sealedPrivateJwk: null });
    const { publicJwk, sealedPublicJwk } = await inState('retired');
    for (const text of [publicJwk!, box.open('signing-key-public', sealedPublicJwk!)])
      expect(JSON.parse(text)).not.toHaveProperty('d');
  });

  it('makes one successor, however often it is asked for', async () => {
    const second = await node.rotation.rotate('ES256');
    expect(await node.rotation.rotate('ES256')).toBe(second);
    expect(Object.values(await states())).toEqual(['current', 'next']);
  });

  it('lets the successor sign at once where that is asked for', async () => {
    const first = (await inState('current')).kid;
    const second = await node.rotation.rotate('ES256', 'now');
    expect(await states()).toEqual({ [second]: 'current', [first]: 'retired' });
    expect((await events()).map(([event, reason]) => [event, reason])).toEqual([
      ['key.made', 'command'],
      ['key.retired', 'command_now'],
      ['key.activated', 'command_now'],
    ]);
  });

  describe('by age', () => {
    it('is done once when two processes do it at the same moment', async () => {
      proves('TM-49');
      const two = [0, 1].map(() => keysOfProcess(dataSource, { box, clock }, { rotateAfterDays: 90 }));
      const both = () => Promise.all(two.map(({ rotation }) => rotation.carryOutDue()));
      const first = (await inState('current')).kid;
      clock.move(89 * DAY);
      await both();
      const second = (await inState('next')).kid;
      expect(await states()).toEqual({ [first]: 'current', [second]: 'next' });
      clock.move(DAY);
      await both();
      expect(await states()).toEqual({ [second]: 'current', [first]: 'retired' });
      expect(await events()).toEqual([
        ['key.made', 'age', second],
        ['key.retired', 'published', first],
        ['key.activated', 'published', second],
      ]);
    });

    it('does not happen where the settings do not ask for it', async () => {
      clock.move(3_650 * DAY);
      expect(await node.rotation.carryOutDue()).toBe(false);
    });
  });

  describe('retiring a key', () => {
    it('lets its successor sign before its time, once that has been published long enough', async () => {
      const { kid } = await inState('current');
      const second = await node.rotation.rotate('ES256');
      clock.move(DAY);
      await node.rotation.retire(kid);
      expect(await states()).toEqual({ [second]: 'current', [kid]: 'retired' });
    });

    it('withdraws a key that does not sign yet', async () => {
      const first = (await inState('current')).kid;
      const second = await node.rotation.rotate('ES256');
      await node.rotation.retire(second);
      expect(await states()).toEqual({ [first]: 'current', [second]: 'ended' });
    });

    it('is refused without a successor, and before the successor has been published long enough', async () => {
      const { kid } = await inState('current');
      await expect(node.rotation.retire(kid)).rejects.toThrow(
        'has no successor. Make one: wardkey keys rotate --alg ES256',
      );
      await node.rotation.rotate('ES256');
      const when = new Date((clock.epoch() + DAY) * 1000).toISOString();
      await expect(node.rotation.retire(kid)).rejects.toThrow(`takes over by itself at ${when}`);
    });

    it('is refused for a key that does not sign any more, or that does not exist', async () => {
      const { kid } = await inState('current');
      await node.rotation.rotate('ES256', 'now');
      await expect(node.rotation.retire(kid)).rejects.toThrow(`wardkey keys revoke ${kid}`);
      await expect(node.rotation.retire('nothing')).rejects.toThrow(
        'There is no key nothing. wardkey keys list',
      );
    });
  });

  describe('revoking a key', () => {
    it('lets a new key sign in the same step', async () => {
      proves('TM-49');
      const { kid } = await inState('current');
      const successor = (await node.rotation.revoke(kid))!;
      expect(await states()).toEqual({ [successor]: 'current', [kid]: 'revoked' });
      expect(await inState('revoked')).toMatchObject({ sealedPrivateJwk: null });
      expect(await events()).toEqual([
        ['key.revoked', 'command', kid],
        ['key.made', 'key_revoked', successor],
        ['key.activated', 'key_revoked', successor],
      ]);
    });

    it('uses the successor that is published already', async () => {
      const { kid } = await inState('current');
      const next = await node.rotation.rotate('ES256');
      expect(await node.rotation.revoke(kid)).toBe(next);
      expect(await states()).toEqual({ [next]: 'current', [kid]: 'revoked' });
    });

    it('of a key that does not sign changes no other key', async () => {
      const { kid } = await inState('current');
      const second = await node.rotation.rotate('ES256', 'now');
      expect(await node.rotation.revoke(kid)).toBeUndefined();
      expect(await states()).toEqual({ [second]: 'current', [kid]: 'revoked' });
      await expect(node.rotation.revoke(kid)).rejects.toThrow(
        `The key ${kid} is revoked, so it cannot be revoked.`,
      );
    });

    it('is for good: a revoked key never signs again', async () => {
      const next = await node.rotation.rotate('ES256');
      await node.rotation.revoke(next);
      clock.move(30 * DAY);
      await node.rotation.carryOutDue();
      expect((await states())[next]).toBe('revoked');
    });
  });

  it('of twenty commands at once leaves exactly one key of each algorithm that signs', async () => {
    proves('FI-06');
    const processes = Array.from({ length: 20 }, () => keysOfProcess(dataSource, { box, clock }));
    await Promise.allSettled(processes.map(({ rotation }) => rotation.rotate('ES256', 'now')));
    const signing = (await all()).filter(({ state }) => state === 'current');
    expect(signing.map(({ alg }) => alg)).toEqual(['RS256', 'ES256']);
  });

  it('that is interrupted between its statements leaves everything as it was', async () => {
    proves('FI-06');
    const { kid } = await inState('current');
    const next = await node.rotation.rotate('ES256');
    const [current, successor] = [await inState('current'), await inState('next')];
    const changes = [
      node.store.ending(current, 'retired'),
      node.store.activation(successor),
      node.store.ending({ ...successor, state: 'revoked' }, 'ended'),
    ];
    await expect(node.store.together(changes)).rejects.toThrow('changed');
    expect(await states()).toEqual({ [kid]: 'current', [next]: 'next' });
  });

  it.each<[string, (kid: string) => Promise<unknown>]>([
    ['rotation', () => node.rotation.rotate('ES256')],
    ['rotation at once', () => node.rotation.rotate('ES256', 'now')],
    ['revocation', (kid) => node.rotation.revoke(kid)],
  ])('a %s without its row in the audit log does not happen', async (_what, command) => {
    const { kid } = await inState('current');
    await dataSource.query(
      `CREATE TRIGGER no_room BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'no room'); END`,
    );
    await expect(command(kid)).rejects.toMatchObject({ message: 'no room' });
    expect(await states()).toEqual({ [kid]: 'current' });
  });

  it('keeps accepting a key from before public keys were sealed', async () => {
    const { kid } = await inState('current');
    await node.keys.ready();
    const before = node.keys.published();
    await dataSource.query('UPDATE signing_key SET sealed_public_jwk = NULL, public_jwk = NULL');
    const { keys } = keysOfProcess(dataSource, { box, clock });
    await keys.ready();
    expect(keys.published()).toEqual(before);
    await dataSource.query('UPDATE signing_key SET sealed_public_jwk = NULL');
    await node.rotation.rotate('ES256', 'now');
    expect(await inState('retired')).toMatchObject({ kid, sealedPublicJwk: expect.any(String) as string });
    await keys.follow();
    expect(await keys.publicKey(kid)).toBeDefined();
  });
});
