import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { SecretBox } from '#src/crypto/secret-box.js';
import { openDatabase } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { TestClock } from '../../test/support/test-clock.js';
import type { ClientStatus } from './client-row.entity.js';
import { ClientSecretRenewal } from './client-secret-renewal.js';
import { ClientSecrets } from './client-secrets.js';
import { ClientStore } from './client.store.js';

const [earlier, present] = [randomBytes(32), randomBytes(32)];
const clock = new TestClock();
const before = new ClientSecrets(new SecretBox(earlier), clock);
const changed = new ClientSecrets(new SecretBox(present, [earlier]), clock);
const after = new ClientSecrets(new SecretBox(present), clock);
const kept = (digest: string) => [{ digest, expiresAt: null }];

describe('client secrets, while the encryption key is changed', () => {
  it('of the earlier key are known, and those of a third key are not', () => {
    expect(changed.judge('secret', kept(before.digest('secret')))).toBe('known');
    expect(changed.judge('other', kept(before.digest('secret')))).toBe('unknown');
    expect(after.judge('secret', kept(before.digest('secret')))).toBe('unknown');
  });

  it('whose digest does not name its key are known, as rows from before the name was written', () => {
    const [, mac] = before.digest('secret').split('.');
    expect(changed.judge('secret', kept(mac!))).toBe('known');
    expect(changed.isOfPresentKey({ digest: mac!, expiresAt: null })).toBe(false);
  });

  it('fit into their column', () => {
    expect(before.digest('secret').length).toBeLessThanOrEqual(64);
  });

  describe('in the database', () => {
    let dataSource: DataSource;
    let store: ClientStore;

    beforeEach(async () => {
      dataSource = await openDatabase();
      store = new ClientStore(dataSource, clock);
      const client = {
        clientId: 'chart',
        definition: '{}',
        status: 'enabled',
        origin: 'administrator',
      } as const;
      await store.insert(client, [...kept(before.digest('one')), ...kept(before.digest('two'))]);
    });
    afterEach(() => dataSource.destroy());

    it('are recognised by the present key from the moment the client has shown them', async () => {
      proves('TM-48');
      const renewal = new ClientSecretRenewal(changed, store);
      expect(await renewal.ofOtherKeys()).toHaveLength(2);
      const { secrets, row } = (await store.find('chart'))!;
      await renewal.shown('chart', secrets, 'one');
      const found = (await store.find('chart'))!;
      expect(after.judge('one', found.secrets)).toBe('known');
      expect(after.judge('two', found.secrets)).toBe('unknown');
      expect(changed.judge('two', found.secrets)).toBe('known');
      expect(found.row.version).toBe(row.version + 1);
      expect(await renewal.ofOtherKeys()).toHaveLength(1);
    });

    it('end for a client with the last of them, and never with one that has no end', async () => {
      const now = clock.epoch();
      const add = (clientId: string, status: ClientStatus, ends: Array<number | null>) =>
        store.insert(
          { clientId, definition: '{}', status, origin: 'administrator' },
          ends.map((expiresAt, index) => ({ digest: `${clientId} ${index}`, expiresAt })),
        );
      expect(await store.secretExpiry(now)).toEqual({ earliest: Infinity, soon: 0 });
      await add('changes', 'enabled', [now + 10, now + 500]);
      await add('ends', 'enabled', [now + 300]);
      await add('goes-on', 'enabled', [now + 10, null]);
      await add('off', 'disabled', [now + 10]);
      await add('waits', 'pending', [now + 10]);
      expect(await store.secretExpiry(now + 299)).toEqual({ earliest: now + 300, soon: 0 });
      expect(await store.secretExpiry(now + 300)).toEqual({ earliest: now + 300, soon: 1 });
      expect(await store.secretExpiry(now + 500)).toEqual({ earliest: now + 300, soon: 2 });
    });

    it('are not written again when the present key recognises them already', async () => {
      const renewal = new ClientSecretRenewal(changed, store);
      await renewal.shown('chart', (await store.find('chart'))!.secrets, 'one');
      const { secrets, row } = (await store.find('chart'))!;
      await renewal.shown('chart', secrets, 'one');
      expect((await store.find('chart'))!.row.version).toBe(row.version);
    });
  });
});
