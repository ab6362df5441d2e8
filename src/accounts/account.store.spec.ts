import type { DataSource } from 'typeorm';
import { openDatabase, sqliteFile } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { Account } from './account.entity.js';
import { AccountClaim } from './account-claim.entity.js';
import { AccountFhirUser, BY_PASSWORD } from './account-fhir-user.entity.js';
import { AccountDirectory } from './account-directory.store.js';
import { AccountStore, type ProfileUpdate, type UpstreamIdentity } from './account.store.js';
import { EmailTakenError } from './errors.js';
import { FederatedIdentity } from './federated-identity.entity.js';
import { Clock } from '#src/clock/clock.js';

const clock = new Clock();

const maria: UpstreamIdentity = { issuer: 'https://idp.test', subject: 'maria', scheme: 'hospital' };
const email = { address: 'Maria@Hospital.example', verified: true };
const fhirUser = {
  fhirServer: 'records',
  resourceType: 'Practitioner',
  resourceId: 'p1',
  source: 'lookup',
} as const;

describe.each([
  ['in memory', () => 'sqlite::memory:'],
  ['in a file', sqliteFile],
])('AccountStore on SQLite %s', (_where, url) => {
  let dataSource: DataSource;
  let store: AccountStore;
  const count = () => dataSource.getRepository(Account).count();

  beforeEach(async () => {
    dataSource = await openDatabase(url());
    store = new AccountStore(dataSource, clock);
  });
  afterEach(() => dataSource.destroy());

  it('provisions an account with everything that the sign-in brought', async () => {
    const update: ProfileUpdate = { displayName: 'Maria', email, claims: { groups: ['a', 'b'] }, fhirUser };
    const { account, link, created } = await store.provision(maria, update);
    expect(created).toBe(true);
    expect(await store.findByIdentity(maria.issuer, maria.subject)).toMatchObject({
      id: account.id,
      status: 'active',
      displayName: 'Maria',
      email: 'Maria@Hospital.example',
      emailKey: 'maria@hospital.example',
    });
    expect(await store.claimsOf(link.id)).toEqual({ groups: ['a', 'b'] });
    expect(await store.fhirUserOf(account.id, link.id, 'records')).toMatchObject({
      resourceId: 'p1',
      source: 'lookup',
      epoch: 0,
    });
    expect(await store.fhirUserOf(account.id, link.id, 'another')).toBeUndefined();
    // The FHIR resource was found for this way to sign in only, not for another one and not for a password.
    expect(await store.fhirUserOf(account.id, BY_PASSWORD, 'records')).toBeUndefined();
    expect(await store.identitiesOf(account.id)).toMatchObject([{ ...maria, linkedBy: 'provisioned' }]);
  });

  it('twenty first sign-ins of one person at once make one account', async () => {
    proves('FI-37');
    const results = await Promise.all(
      Array.from({ length: 20 }, () => store.provision(maria, { email, claims: { a: 1 }, fhirUser })),
    );
    expect(new Set(results.map(({ account }) => account.id)).size).toBe(1);
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(await count()).toBe(1);
    expect(await dataSource.getRepository(FederatedIdentity).count()).toBe(1);
    expect(await dataSource.getRepository(AccountClaim).count()).toBe(1);
  });

  it('a provisioning that fails leaves nothing in the database', async () => {
    const broken = { ...fhirUser, resourceId: null as unknown as string };
    await expect(store.provision(maria, { claims: { a: 1 }, fhirUser: broken })).rejects.toMatchObject({
      code: 'SQLITE_CONSTRAINT_NOTNULL',
    });
    expect(await count()).toBe(0);
    expect(await store.findByIdentity(maria.issuer, maria.subject)).toBeUndefined();
  });

  it.each([
    ['with capital letters', 'https://idp.test', 'MARIA'],
    ['with an accent', 'https://idp.test', 'mari\u00e1'],
    ['at another issuer', 'https://idp.test/', 'maria'],
    ['with a space', 'https://idp.test', 'maria '],
  ])('a subject %s is another person', async (_what, issuer, subject) => {
    proves('BI-20');
    await store.provision(maria, {});
    expect(await store.findByIdentity(issuer, subject)).toBeUndefined();
    await store.provision({ issuer, subject, scheme: 'hospital' }, {});
    expect(await count()).toBe(2);
  });

  it('an address that is not verified does not become the key of an account, and does not block that key', async () => {
    proves('TM-05');
    const unverified = { address: 'victim@hospital.example', verified: false };
    await store.provision(maria, { email: unverified });
    await store.provision({ ...maria, subject: 'another' }, { email: unverified });
    expect(await store.findByEmailKey('victim@hospital.example')).toEqual([]);
    await store.provision({ ...maria, subject: 'victim' }, { email: { ...unverified, verified: true } });
    expect(await store.findByEmailKey('victim@hospital.example')).toHaveLength(1);
  });

  it('an account made beforehand is found by its address, and no second account gets this address', async () => {
    const { id } = await store.create({ email: 'Maria@Hospital.example', externalId: 'S1' });
    expect((await store.findByEmailKey('maria@hospital.example')).map((account) => account.id)).toEqual([id]);
    await expect(store.create({ email: 'MARIA@hospital.example' })).rejects.toThrow(EmailTakenError);
  });

  it('an external id counts at the identity provider that it names, or at each one when it names none', async () => {
    await store.create({ externalId: 'S1', externalIdScheme: 'hospital' });
    const anywhere = await store.create({ externalId: 'S2' });
    expect(await store.findByExternalId('S1', 'clinic')).toEqual([]);
    expect(await store.findByExternalId('S1', 'hospital')).toHaveLength(1);
    expect((await store.findByExternalId('S2', 'clinic')).map(({ id }) => id)).toEqual([anywhere.id]);
    await store.create({ externalId: 'S2', externalIdScheme: 'clinic' });
    expect(await store.findByExternalId('S2', 'clinic')).toHaveLength(2);
  });

  it('links an identity once, also when two requests link it at once', async () => {
    const { id } = await store.create({ email: 'maria@hospital.example' });
    await Promise.all([
      store.link(id, maria, { linkedBy: 'email', update: { fhirUser } }),
      store.link(id, maria, { linkedBy: 'email', update: { fhirUser } }),
    ]);
    expect(await store.identitiesOf(id)).toMatchObject([{ linkedBy: 'email' }]);
  });

  it('does not move an identity to another account', async () => {
    const { account } = await store.provision(maria, {});
    const other = await store.create({ displayName: 'Other' });
    await expect(
      store.link(other.id, maria, { linkedBy: 'email', update: { displayName: 'Maria' } }),
    ).rejects.toMatchObject({
      code: 'SQLITE_CONSTRAINT_UNIQUE',
    });
    expect((await store.findByIdentity(maria.issuer, maria.subject))!.id).toBe(account.id);
    expect((await store.findById(other.id))!.displayName).toBe('Other');
  });

  it('overwrites at every sign-in the values that the sign-in brings, and keeps the others', async () => {
    const { account, link } = await store.provision(maria, {
      displayName: 'Maria',
      email,
      claims: { a: 1, b: 2 },
      fhirUser,
    });
    await store.recordSignIn(account.id, link.id, {
      claims: { a: 'new', c: { d: [true] } },
      fhirUser: { ...fhirUser, resourceId: 'p2' },
    });
    expect(await store.findById(account.id)).toMatchObject({
      displayName: 'Maria',
      emailKey: 'maria@hospital.example',
    });
    expect(await store.claimsOf(link.id)).toEqual({ a: 'new', b: 2, c: { d: [true] } });
    const known = () => store.fhirUserOf(account.id, link.id, 'records');
    expect(await known()).toMatchObject({ resourceId: 'p2', epoch: 1 });
    expect(await dataSource.getRepository(AccountFhirUser).count()).toBe(1);
    // Going back to the former resource is a change, too. Seeing the same resource again is not.
    for (let seen = 0; seen < 2; seen += 1) await store.recordSignIn(account.id, link.id, { fhirUser });
    expect(await known()).toMatchObject({ resourceId: 'p1', epoch: 2 });
  });

  it('a missing value is an error and never means "any account"', async () => {
    proves('TM-14');
    await store.provision(maria, { email });
    const missing = undefined as unknown as string;
    await expect(store.findById(missing)).rejects.toThrow();
    await expect(store.findByIdentity(maria.issuer, missing)).rejects.toThrow();
    await expect(store.findByEmailKey(missing)).rejects.toThrow();
    await expect(store.findByExternalId(missing, 'hospital')).rejects.toThrow();
    await expect(store.findByEmailKey(null as unknown as string)).rejects.toThrow();
    const directory = new AccountDirectory(dataSource, clock);
    await expect(directory.update(missing, 1, { status: 'deactivated' })).rejects.toThrow();
    await expect(directory.delete(missing)).rejects.toThrow();
    await store.recordSignIn(missing, BY_PASSWORD, { displayName: 'Everybody' }).catch(() => undefined);
    expect((await store.findByIdentity(maria.issuer, maria.subject))!.displayName).toBeNull();
  });
});
