import type { DataSource } from 'typeorm';
import { TestClock } from '../../../test/support/test-clock.js';
import { expiredRowsOf, openDatabase } from '../../../test/support/database.js';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { RecentPatientStore } from './recent-patient.store.js';

describe('the patients whom a person chose recently', () => {
  let dataSource: DataSource;
  let recent: RecentPatientStore;
  let maria: string;
  let wei: string;
  const clock = new TestClock();

  beforeAll(async () => {
    dataSource = await openDatabase();
    recent = new RecentPatientStore(dataSource, clock);
    const accounts = new AccountStore(dataSource, clock);
    maria = (await accounts.create({ displayName: 'Maria' })).id;
    wei = (await accounts.create({ displayName: 'Wei' })).id;
  });
  afterAll(() => dataSource.destroy());

  const choose = async (accountId: string, ...patients: string[]) => {
    for (const patient of patients) {
      clock.move(1);
      await recent.chosen(accountId, 'records', patient);
    }
  };

  it('are the last ten, each once, the latest first, and only of this person on this server', async () => {
    await choose(maria, ...Array.from({ length: 12 }, (_, at) => `p${at}`), 'p5');
    await choose(wei, 'x');
    expect(await recent.list(maria, 'records')).toEqual([
      ...['p5', 'p11', 'p10', 'p9', 'p8', 'p7', 'p6', 'p4', 'p3', 'p2'],
    ]);
    expect(await recent.list(wei, 'records')).toEqual(['x']);
    expect(await recent.list(maria, 'clinic')).toEqual([]);
    expect(await dataSource.query('SELECT 1 FROM recent_patient')).toHaveLength(11);
  });

  it('are deleted after their time, and with the account', async () => {
    await dataSource.query(`UPDATE recent_patient SET expires_at = 1000 WHERE patient_id = 'p5'`);
    expect(await recent.list(maria, 'records')).not.toContain('p5');
    await expiredRowsOf(dataSource, clock).purge();
    expect(await dataSource.query(`SELECT 1 FROM recent_patient WHERE patient_id = 'p5'`)).toEqual([]);
    await new AccountDirectory(dataSource, clock).delete(maria);
    expect(await dataSource.query('SELECT patient_id FROM recent_patient')).toEqual([{ patient_id: 'x' }]);
  });
});
