import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { foundP1, identity, ISSUER, provider, PROVISION, server } from '../../test/support/small-world.js';
import { Clock } from '#src/clock/clock.js';
import { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { ActivationStore } from '#src/accounts/activation/activation.store.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { Settings } from '#src/config/settings/settings.js';
import type { IdentityProviders } from '#src/federation/identity-providers.js';
import type { GraphGroups } from '#src/federation/graph/graph-groups.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import type { FhirUserResolver } from '#src/fhir-user/fhir-user-resolver.js';
import { OutboxStore } from '#src/mail/outbox.store.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { LinkEndings } from './link-endings.js';
import { DecisionLookUps } from './decision-look-ups.js';
import { SignIn } from './sign-in.js';
import type { ProviderRevalidation } from './revalidation/provider-revalidation.js';
import { Withdrawal } from './revalidation/withdrawal.js';

const clock = new Clock();

const context = { clientId: 'app', reference: 'ABCD-2345' };

describe('SignIn', () => {
  let dataSource: DataSource;
  let accounts: AccountStore;
  let signIn: SignIn;
  let credentials: CredentialStore;
  const settings = new Settings();

  beforeEach(async () => {
    dataSource = await openDatabase();
    accounts = new AccountStore(dataSource, clock);
    const fhirUsers = {
      lookup: () => Promise.resolve(foundP1),
      state: () => Promise.resolve('live'),
    } as unknown as FhirUserResolver;
    const graphGroups = {
      of: () => Promise.resolve({ unknown: 'nobody asks here' }),
    } as unknown as GraphGroups;
    const parts = { accounts, fhirUsers, audit: new AuditLog(dataSource, clock), settings };
    credentials = new CredentialStore(dataSource, clock);
    const endings = new LinkEndings(
      accounts,
      credentials,
      new InvitationStore(dataSource, clock),
      new ActivationStore(dataSource, clock),
      new OutboxStore(dataSource, new SecretBox(randomBytes(32)), clock),
      new RelyingPartySessionStore(dataSource, clock),
      parts.audit,
      parts.settings,
    );
    const providers = {
      setUp: () => Promise.resolve([{ scheme: 'hospital', issuers: [ISSUER], authority: ISSUER }]),
      withScheme: () => Promise.resolve(provider()),
    } as unknown as IdentityProviders;
    const relyingParties = new RelyingPartySessionStore(dataSource, clock);
    const records = new SignInRecordStore(dataSource, new SecretBox(randomBytes(32)), clock);
    signIn = new SignIn(
      accounts,
      new DecisionLookUps(accounts, providers, graphGroups, fhirUsers, clock),
      parts.audit,
      settings,
      endings,
      records,
      new EpochStore(dataSource),
      new Withdrawal(accounts, records, relyingParties, parts.audit),
      // This test never asks an identity provider again.
      { keep: () => Promise.resolve() } as unknown as ProviderRevalidation,
      providers,
    );
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

  it('makes an account, and finds it at the next sign-in', async () => {
    const first = await attempt('maria');
    const { accountId } = first as { accountId: string };
    expect(first).toEqual({
      accountId: expect.any(String) as string,
      signInId: expect.any(String) as string,
    });
    const second = await attempt('maria', {});
    expect(second).toEqual({ ...first, signInId: expect.any(String) as string });
    // Each sign-in has its own record.
    expect(second).not.toEqual(first);
    const [link] = await accounts.identitiesOf(accountId);
    expect(await accounts.fhirUserOf(accountId, link!.id, 'records')).toMatchObject({
      resourceType: 'Practitioner',
      resourceId: 'p1',
    });
  });

  it('links an account made beforehand', async () => {
    const { id } = await accounts.create({ email: 'maria@hospital.example' });
    expect(await attempt('maria', {})).toMatchObject({ accountId: id });
    expect(await accounts.identitiesOf(id)).toMatchObject([{ subject: 'maria', linkedBy: 'email' }]);
  });

  it('removes an unused password when it links an account made beforehand', async () => {
    proves('TM-15');
    const { id } = await accounts.create({ email: 'maria@hospital.example' });
    await credentials.setPassword(id, 'a hash');
    await credentials.setLocalLogin(id, 'enabled');
    await attempt('maria', {});
    expect((await credentials.find(id))!.passwordHash).toBeNull();
    expect(await audited()).toEqual([
      ['account.linked', 'success', 'email'],
      ['account.password_removed', 'success', 'linked'],
      ['login.succeeded', 'success', null],
    ]);
    // Once the account is linked, a password that is set later stays.
    await credentials.setPassword(id, 'another hash');
    await attempt('maria', {});
    expect((await credentials.find(id))!.passwordHash).toBe('another hash');
  });

  it('keeps a password that was set after the first link, also when the subject of the person changes', async () => {
    const lasting = { alternateKeyClaims: ['tid', 'oid'] };
    const { id } = await accounts.create({ email: 'maria@hospital.example' });
    await attempt('maria', lasting, { tid: 't', oid: 'o1' });
    await credentials.setPassword(id, 'a hash');
    expect(await attempt('maria-registered-anew', lasting, { tid: 't', oid: 'o1' })).toMatchObject({
      accountId: id,
    });
    expect((await credentials.find(id))!.passwordHash).toBe('a hash');
  });

  it('keeps the password of a break-glass account when it links the account', async () => {
    settings.breakGlassAccounts = ['Maria@hospital.example'];
    const { id } = await accounts.create({ email: 'maria@hospital.example' });
    await credentials.setPassword(id, 'a hash');
    await attempt('maria', {});
    expect((await credentials.find(id))!.passwordHash).toBe('a hash');
    settings.breakGlassAccounts = [];
  });

  it('changes nothing when it refuses, and records the reason and the trail', async () => {
    expect(await attempt('maria', {})).toEqual({ refused: 'no_account' });
    expect(await dataSource.getRepository(Account).count()).toBe(0);
    expect(await audited()).toEqual([['login.refused', 'refused', 'no_account']]);
    const [event] = await new AuditLog(dataSource, clock).findByReference('ABCD-2345');
    expect(event!.trail).toEqual(expect.arrayContaining([expect.objectContaining({ mark: 'refused' })]));
  });

  it('makes one account for twenty first sign-ins of one person at once', async () => {
    proves('FI-37');
    const results = await Promise.all(Array.from({ length: 20 }, () => attempt('maria')));
    expect(new Set(results.map((result) => (result as { accountId: string }).accountId)).size).toBe(1);
    expect(await dataSource.getRepository(Account).count()).toBe(1);
  });

  it('accepts only one of two people who sign in with one address at once', async () => {
    proves('FI-37');
    const results = await Promise.all([attempt('maria'), attempt('another-maria')]);
    expect(results.filter((result) => 'accountId' in result)).toHaveLength(1);
    expect(results.filter((result) => 'refused' in result)).toEqual([
      { refused: expect.stringMatching(/^(link_conflict|email_of_another_account)$/) as string },
    ]);
    expect(await dataSource.getRepository(Account).count()).toBe(1);
  });
});
