import { DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { GrantContext } from '#src/access/grant-context.entity.js';
import { newAccount } from '#src/accounts/new-account.js';
import { entities } from '../app.entities.js';
import { EntityRows } from './entity-rows.js';

describe('EntityRows', () => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities,
      synchronize: true,
    }).initialize();
  });
  afterAll(() => dataSource.destroy());

  it('reads and writes a row as TypeORM does', async () => {
    const rows = new EntityRows(dataSource, GrantContext);
    const context: GrantContext = {
      grantHash: 'hash',
      fhirServer: 'records',
      context: { patient: 'noah' },
      signInId: null,
      fhirUser: null,
      fhirUserServer: null,
      fhirUserEpoch: null,
      sessionUid: 'session',
      madeInSession: null,
      accountId: 'account',
      clientId: 'chart',
      scope: 'openid',
      createdAt: 5,
      lastUsedAt: null,
      expiresAt: 10,
    };
    await rows.insert(context);
    const byTypeOrm = await dataSource.getRepository(GrantContext).findOneByOrFail({ grantHash: 'hash' });
    const found = await rows.findOne('grant_hash = ?', ['hash']);
    expect(found).toEqual(byTypeOrm);
    expect(found).toBeInstanceOf(GrantContext);
    expect({ ...found }).toEqual(context);
  });

  it('reads what TypeORM wrote', async () => {
    const account = newAccount({ displayName: 'Maria' });
    await dataSource.getRepository(Account).insert(account);
    expect(await new EntityRows(dataSource, Account).find('id = ?', [account.id])).toEqual([
      await dataSource.getRepository(Account).findOneByOrFail({ id: account.id }),
    ]);
  });

  it.each([undefined, null])('a value that is %s finds nothing and is an error', async (value) => {
    await expect(new EntityRows(dataSource, Account).find('id = ?', [value])).rejects.toThrow('missing');
  });
});
