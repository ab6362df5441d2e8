import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { expiredRowsOf, openDatabase } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { Clock } from '#src/clock/clock.js';

const clock = new Clock();

describe('expired rows', () => {
  let dataSource: DataSource;

  beforeEach(async () => {
    dataSource = await openDatabase();
  });
  afterEach(() => dataSource.destroy());

  async function add(count: number, expiresAt: number | null): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await dataSource.query(
        `INSERT INTO oidc_artifact (model, id_hash, payload, expires_at) VALUES ('Session', ?, '{}', ?)`,
        [`${expiresAt}-${index}`, expiresAt],
      );
    }
  }

  it('are all deleted, however many there are; other rows stay', async () => {
    proves('TM-52');
    await add(550, clock.epoch() - 1_000);
    await add(3, clock.epoch() + 1_000);
    await add(2, null);
    await dataSource.query(
      `INSERT INTO login_attempt (state_hash, interaction_uid, scheme, sealed_memo, expires_at) VALUES ('h', 'uid', 'hospital', 'x', ${clock.epoch() - 1_000})`,
    );
    expect(await expiredRowsOf(dataSource, clock).purge()).toBe(551);
    expect(await dataSource.query('SELECT count(*) AS n FROM oidc_artifact')).toEqual([{ n: 5 }]);
    expect(await dataSource.query('SELECT count(*) AS n FROM login_attempt')).toEqual([{ n: 0 }]);
  });

  it('are deleted also when another deletion fails', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    const expired = expiredRowsOf(dataSource, clock);
    const asked: string[] = [];
    expired.alsoDelete(async () => {
      asked.push('one');
      throw new Error('the chain is broken');
    });
    expired.alsoDelete(async () => asked.push('other') - 1);
    expect(await expired.purge()).toBe(1);
    expect(asked).toEqual(['one', 'other']);
    expect(warned.mock.calls).toEqual([['expired rows were not deleted: Error: the chain is broken']]);
    warned.mockRestore();
  });

  it('a used assertion is kept a little longer than it is valid', async () => {
    proves('TM-28');
    await add(1, clock.epoch() - 60);
    expect(await expiredRowsOf(dataSource, clock).purge()).toBe(0);
  });
});
