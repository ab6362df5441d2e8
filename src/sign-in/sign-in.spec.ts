import type { DataSource } from 'typeorm';
import { openDatabase } from '../../test/support/database.js';
import { foundP1, identity, provider, PROVISION, server } from '../../test/support/small-world.js';
import { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { Settings } from '#src/config/settings/settings.js';
import type { GraphGroups } from '#src/federation/graph/graph-groups.js';
import type { FhirUserResolver } from '#src/fhir-user/fhir-user-resolver.js';
import { SignIn } from './sign-in.js';

const context = { clientId: 'app', reference: 'ABCD-2345' };

describe('SignIn', () => {
  let dataSource: DataSource;
  let accounts: AccountStore;
  let signIn: SignIn;

  beforeEach(async () => {
    dataSource = await openDatabase();
    accounts = new AccountStore(dataSource);
    const fhirUsers = {
      lookup: () => Promise.resolve(foundP1),
      state: () => Promise.resolve('live'),
    } as unknown as FhirUserResolver;
    const graphGroups = {
      of: () => Promise.resolve({ unknown: 'nobody asks here' }),
    } as unknown as GraphGroups;
    const parts = { accounts, fhirUsers, audit: new AuditLog(dataSource), settings: new Settings() };
    signIn = new SignIn(parts.accounts, parts.fhirUsers, graphGroups, parts.audit, parts.settings);
  });
  afterEach(() => dataSource.destroy());

  const person = (subject: string, claims: object = {}) => ({
    ...identity({ email_verified: true, ...claims }),
    subject,
  });
  const attempt = (subject: string, settings: object = PROVISION, claims: object = {}) =>
    signIn.signIn(person(subject, claims), provider(settings), server, context);
  const audited = async () =>
    (await dataSource.getRepository(AuditEvent).find({ order: { event: 'ASC' } })).map(
      ({ event, outcome, reason }) => [event, outcome, reason],
    );

  it('makes an account, and knows it the next time', async () => {
    const first = await attempt('maria');
    expect(first).toEqual({ accountId: expect.any(String) as string });
    expect(await attempt('maria', {})).toEqual(first);
    expect(await accounts.fhirUserOf((first as { accountId: string }).accountId, 'records')).toMatchObject({
      resourceType: 'Practitioner',
      resourceId: 'p1',
    });
  });

  it('links an account made beforehand', async () => {
    const { id } = await accounts.create({ email: 'maria@hospital.example' });
    expect(await attempt('maria', {})).toEqual({ accountId: id });
    expect(await accounts.identitiesOf(id)).toMatchObject([{ subject: 'maria', linkedBy: 'email' }]);
  });

  it('changes nothing when it refuses, and keeps the reason and the trail', async () => {
    expect(await attempt('maria', {})).toEqual({ refused: 'no_account' });
    expect(await dataSource.getRepository(Account).count()).toBe(0);
    expect(await audited()).toEqual([['login.refused', 'refused', 'no_account']]);
    const [event] = await new AuditLog(dataSource).findByReference('ABCD-2345');
    expect(event!.trail).toEqual(expect.arrayContaining([expect.objectContaining({ mark: 'refused' })]));
  });

  it('FI-37 twenty first sign-ins of one person at once come to one account', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => attempt('maria')));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(await dataSource.getRepository(Account).count()).toBe(1);
  });

  it('FI-37 of two people with one address at once, one comes in and one is refused', async () => {
    const results = await Promise.all([attempt('maria'), attempt('another-maria')]);
    expect(results.filter((result) => 'accountId' in result)).toHaveLength(1);
    expect(results.filter((result) => 'refused' in result)).toEqual([
      { refused: expect.stringMatching(/^(link_conflict|email_of_another_account)$/) as string },
    ]);
    expect(await dataSource.getRepository(Account).count()).toBe(1);
  });
});
