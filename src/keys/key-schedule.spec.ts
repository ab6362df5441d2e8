import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Settings } from '#src/config/settings/settings.js';
import { DatabaseClock } from '#src/database/database-clock.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { openDatabase } from '../../test/support/database.js';
import { type KeysOfProcess, keysOfProcess } from '../../test/support/signing-keys.js';
import { TestClock } from '../../test/support/test-clock.js';
import { KeySchedule } from './key-schedule.js';

const DAY = 24 * 3600;

describe('the schedule of the signing keys', () => {
  const box = new SecretBox(randomBytes(32));
  let dataSource: DataSource;
  let clock: TestClock;
  let node: KeysOfProcess;
  let schedule: KeySchedule;

  beforeEach(async () => {
    dataSource = await openDatabase();
    clock = new TestClock();
    node = keysOfProcess(dataSource, { box, clock });
    await node.keys.ready();
    schedule = new KeySchedule(
      node.keys,
      node.rotation,
      new Settings(),
      clock,
      new DatabaseClock(dataSource, clock),
    );
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    if (dataSource.isInitialized) await dataSource.destroy();
  });

  it('carries out what is due, and the change counts at once in this process', async () => {
    const successor = await node.rotation.rotate('RS256');
    await schedule.round();
    expect(node.keys.published().map(({ kid }) => kid)).toContain(successor);
    expect(node.keys.current('RS256').kid).not.toBe(successor);
    clock.move(DAY);
    await schedule.round();
    expect(node.keys.current('RS256').kid).toBe(successor);
  });

  it('goes on after an error, which the log says once in a minute', async () => {
    const said = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => {});
    await dataSource.query('ALTER TABLE signing_key RENAME TO signing_key_away');
    await schedule.round();
    await schedule.round();
    expect(said.mock.calls).toEqual([[expect.stringContaining('the signing keys could not be read')]]);
    clock.move(60);
    await schedule.round();
    expect(said).toHaveBeenCalledTimes(2);
    await dataSource.query('ALTER TABLE signing_key_away RENAME TO signing_key');
    const successor = await node.rotation.rotate('RS256', 'now');
    await schedule.round();
    expect(node.keys.current('RS256').kid).toBe(successor);
  });
});
