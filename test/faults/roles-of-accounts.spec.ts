import type { DataSource } from 'typeorm';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { atomically } from '#src/database/atomically.js';
import { openDatabase } from '../support/database.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { TestClock } from '../support/test-clock.js';
import { LastAdministratorError } from '#src/roles/errors.js';
import { RoleStore } from '#src/roles/role.store.js';
import type { Role } from '#src/roles/roles.js';

if (!hasPostgresql) console.warn('skipped: there is no PostgreSQL 15 in /usr/lib/postgresql/15/bin');

describe.each([
  ['SQLite', true],
  ['PostgreSQL', hasPostgresql],
])('roles of accounts on %s', (name, isHere) => {
  const here = isHere ? it : it.skip;
  const clock = new TestClock();
  let postgresql: Postgresql | undefined;
  let dataSource: DataSource;
  let store: RoleStore;
  let accounts: AccountStore;
  let directory: AccountDirectory;

  beforeAll(async () => {
    if (isHere && name === 'PostgreSQL') postgresql = await startPostgresql();
  });
  afterAll(() => postgresql?.close());
  beforeEach(async () => {
    if (!isHere) return;
    dataSource = await openDatabase(postgresql?.url);
    await dataSource.query('DELETE FROM account');
    store = new RoleStore(dataSource, clock);
    accounts = new AccountStore(dataSource, clock);
    directory = new AccountDirectory(dataSource, clock);
  });
  afterEach(() => dataSource?.destroy());

  const give = async (id: string, role: Role) => atomically(dataSource, [store.giving(id, role)]);
  const take = async (id: string, role: Role) => atomically(dataSource, await store.taking(id, role));
  const account = async (...roles: Role[]) => {
    const { id } = await accounts.create({ displayName: 'Somebody' });
    for (const role of roles) await give(id, role);
    return id;
  };
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof LastAdministratorError ? 'last' : error),
    );

  here('are given, taken, and end with the account', async () => {
    const id = await account('auditor', 'help-desk');
    await give(id, 'auditor');
    expect(await store.rolesOf(id)).toEqual(['help-desk', 'auditor']);
    await take(id, 'auditor');
    expect(await store.rolesOf(id)).toEqual(['help-desk']);
    expect(await directory.delete(id)).toBe(true);
    expect(await store.rolesOf(id)).toEqual([]);
    expect(await store.holders()).toEqual([]);
  });

  here('of a later release are left out', async () => {
    const id = await account('auditor');
    await dataSource.query(
      `INSERT INTO account_role (account_id, role, given_at) VALUES ('${id}', 'superuser', 1)`,
    );
    expect(await store.rolesOf(id)).toEqual(['auditor']);
    expect((await store.holders()).map(({ role }) => role)).toEqual(['auditor']);
  });

  here('the last active administrator stays; others go', async () => {
    proves('TM-43');
    const [one, other] = [await account('administrator'), await account('administrator')];
    const update = (id: string, status: 'active' | 'deactivated', version = 1) =>
      directory.update(id, version, { status });
    await update(other, 'deactivated');
    expect(await outcome(take(one, 'administrator'))).toBe('last');
    expect(await outcome(update(one, 'deactivated'))).toBe('last');
    expect(await outcome(directory.delete(one))).toBe('last');
    expect(await store.hasAdministrator()).toBe(true);
    // The one that is switched off may lose its role, and be deleted.
    expect(await outcome(take(other, 'administrator'))).toBe('done');
    await give(other, 'administrator');
    await update(other, 'active', 2);
    expect(await outcome(take(one, 'administrator'))).toBe('done');
    expect(await outcome(directory.delete(other))).toBe('last');
  });

  here('of two administrators who end each other in the same moment, one stays', async () => {
    proves('TM-43');
    for (let round = 0; round < 10; round += 1) {
      await dataSource.query('DELETE FROM account');
      const [one, other] = [await account('administrator'), await account('administrator')];
      const ends = await Promise.all([
        outcome(directory.update(one, 1, { status: 'deactivated' })),
        outcome(round % 2 ? directory.delete(other) : take(other, 'administrator')),
      ]);
      expect(ends.sort()).toEqual(['done', 'last']);
      expect(await store.hasAdministrator()).toBe(true);
    }
  });
});
