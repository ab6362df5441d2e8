import { randomBytes, randomUUID } from 'node:crypto';
import { Clock } from '#src/clock/clock.js';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { type DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { RememberedConsentStore } from '#src/access/remembered-consent.store.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditCount } from '#src/audit/audit-count.entity.js';
import { AuditCountStore } from '#src/audit/audit-count.store.js';
import { AuditChain } from '#src/audit/audit-chain.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { AuditRetention } from '#src/audit/audit-retention.js';
import { AuditSearch } from '#src/audit/audit-search.js';
import { AuditVerification } from '#src/audit/audit-verification.js';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { ClientStore } from '#src/clients/client.store.js';
import { RegistrationTokenStore } from '#src/clients/registration-token.store.js';
import { Settings } from '#src/config/settings/settings.js';
import { atomically, isUniqueViolation } from '#src/database/atomically.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { IdentityProviderStore } from '#src/federation/definitions/identity-provider.store.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { GrantContextStore } from '#src/access/grant-context.store.js';
import { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import { RecentPatientStore } from '#src/smart/launch/recent-patient.store.js';
import { expiredRowsOf, openDatabase } from '../support/database.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';

const clock = new Clock();

const twenty = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 20 }, work));

(hasPostgresql ? describe : describe.skip)('PostgreSQL', () => {
  let postgresql: Postgresql;
  let dataSource: DataSource;
  let accounts: AccountStore;
  let artifacts: ArtifactStore;

  beforeAll(async () => {
    postgresql = await startPostgresql();
  });
  afterAll(() => postgresql?.close());

  describe('an empty database', () => {
    it('is migrated once when two processes find it at the same time', async () => {
      proves('FI-07');
      const both = await Promise.allSettled([openDatabase(postgresql.url), openDatabase(postgresql.url)]);
      const outcomes = both.map((one) => (one.status === 'rejected' ? String(one.reason) : 'started'));
      for (const one of both) if (one.status === 'fulfilled') await one.value.destroy();
      expect(outcomes).toEqual(['started', 'started']);
    });

    it('keeps the time limit of every other statement after the migration', async () => {
      const one = await openDatabase(postgresql.url);
      const limits = await twenty(() =>
        one.query<Array<{ statement_timeout: string }>>('SHOW statement_timeout'),
      );
      await one.destroy();
      expect(new Set(limits.map(([row]) => row!.statement_timeout))).toEqual(new Set(['5s']));
    });

    it('has the schema of the entities', async () => {
      const one = await openDatabase(postgresql.url);
      const { upQueries } = await one.driver.createSchemaBuilder().log();
      await one.destroy();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    });
  });

  describe('stores', () => {
    beforeAll(async () => {
      dataSource = await openDatabase(postgresql.url);
      accounts = new AccountStore(dataSource, clock);
      artifacts = new ArtifactStore(dataSource, clock);
    });
    afterAll(() => dataSource?.destroy());

    it('twenty first sign-ins of one person at once make one account', async () => {
      proves('FI-37');
      const identity = { issuer: 'https://idp.test', subject: randomUUID(), scheme: 'hospital' };
      const email = { address: `${identity.subject}@hospital.example`, verified: true };
      const fhirUser = {
        fhirServer: 'records',
        resourceType: 'Practitioner',
        resourceId: 'p1',
        source: 'lookup',
      } as const;
      const results = await twenty(() =>
        accounts.provision(identity, { displayName: 'María', email, claims: { groups: ['ä'] }, fhirUser }),
      );
      const [id, ...others] = new Set(results.map(({ account }) => account.id));
      expect(others).toEqual([]);
      expect(results.filter(({ created }) => created)).toHaveLength(1);
      expect(await accounts.findByIdentity(identity.issuer, identity.subject)).toMatchObject({
        id,
        displayName: 'María',
        createdAt: expect.any(Number) as number,
        lastSignInAt: expect.any(Number) as number,
      });
      const { id: linkId } = (await accounts.linkOf(identity.issuer, identity.subject))!;
      expect(await accounts.claimsOf(linkId)).toEqual({ groups: ['ä'] });
      await accounts.recordSignIn(id!, linkId, {
        displayName: 'M',
        fhirUser: { ...fhirUser, resourceId: 'p2' },
      });
      expect(await accounts.fhirUserOf(id!, linkId, 'records')).toMatchObject({ resourceId: 'p2', epoch: 1 });
    });

    it('a missing value is an error and never means "any account"', async () => {
      proves('TM-14');
      await expect(accounts.findById(undefined as unknown as string)).rejects.toThrow();
    });

    it('accounts without an identity provider are counted, and those with one of two are found', async () => {
      const { id } = await accounts.create({ externalId: 'E-1' });
      const named = await accounts.create({ externalId: 'E-2', externalIdScheme: 'clinic' });
      const directory = new AccountDirectory(dataSource, clock);
      expect(await directory.withoutIdentityProvider(1)).toMatchObject({ count: 1, oldest: [{ id }] });
      expect(await accounts.findByExternalId('E-2', 'hospital', 'clinic')).toMatchObject([{ id: named.id }]);
      expect(await accounts.findByExternalId('E-2', 'hospital')).toEqual([]);
      await directory.delete(id);
    });

    it('of twenty requests at once one gives an account an external id, by making or by changing an account', async () => {
      const directory = new AccountDirectory(dataSource, clock);
      const facts = { externalId: randomUUID(), externalIdScheme: 'hospital' };
      const asError = (error: unknown) => (error as { code?: string }).code;
      const made = await twenty(() => accounts.create(facts).then(() => 'made', asError));
      expect(made.sort()).toEqual([...Array<string>(19).fill('external_id_taken'), 'made']);
      const others = await twenty(() => accounts.create({ displayName: 'Other' }));
      const next = { ...facts, externalId: randomUUID() };
      const given = await Promise.all(
        others.map(({ id, version }) => directory.update(id, version, next).then(() => 'made', asError)),
      );
      expect(given.sort()).toEqual([...Array<string>(19).fill('external_id_taken'), 'made']);
      expect(await accounts.findByExternalId(facts.externalId, 'hospital')).toHaveLength(1);
      for (const { id } of [...others, ...(await accounts.findByExternalId(facts.externalId, 'hospital'))])
        await directory.delete(id);
    });

    it('an account that changed meanwhile is not changed, and a deleted account takes its rows along', async () => {
      const directory = new AccountDirectory(dataSource, clock);
      const { id } = await accounts.create({ displayName: '100% Jürgen_', email: 'j@hospital.example' });
      await accounts.link(
        id,
        { issuer: 'https://idp.test', subject: id, scheme: 'hospital' },
        { linkedBy: 'email', update: {} },
      );
      await directory.update(id, 1, { displayName: '100% Jürgen_2' });
      await expect(directory.update(id, 1, { displayName: 'late' })).rejects.toThrow('has changed');
      expect(await directory.list({ text: '0% jürgen_' }, undefined, 5)).toMatchObject([{ id, version: 2 }]);
      expect(await directory.list({ text: 'j%n' }, undefined, 5)).toEqual([]);
      expect(await directory.delete(id)).toBe(true);
      expect(await accounts.identitiesOf(id)).toEqual([]);
    });

    it('atomically carries out all statements or none, and returns its connection', async () => {
      proves('FI-05');
      const rows = dataSource.getRepository(Account);
      const id = randomUUID();
      const insert = () =>
        rows
          .createQueryBuilder()
          .insert()
          .values({ id, status: 'active', version: 1, createdAt: 1, updatedAt: 1 });
      const failures = await twenty(() =>
        atomically(dataSource, [insert(), insert()]).then(
          () => false,
          (error: unknown) => isUniqueViolation(error),
        ),
      );
      expect(failures).toEqual(Array(20).fill(true));
      expect(await accounts.findById(id)).toBeUndefined();
      await atomically(dataSource, [insert()]);
      expect(await accounts.findById(id)).toMatchObject({ id });
    });

    it('artifacts are returned unchanged until they expire, and their ids are hashed', async () => {
      const payload = { jti: 'the-id', grantId: 'g1', kind: 'AuthorizationCode', params: { ä: [1, null] } };
      await artifacts.upsert('AuthorizationCode', 'the-id', payload, 60);
      expect(await artifacts.find('AuthorizationCode', 'the-id')).toEqual(payload);
      const dump = JSON.stringify(await dataSource.query('SELECT * FROM oidc_artifact'));
      expect(dump).not.toContain('the-id');
      await artifacts.upsert('AuthorizationCode', 'gone', payload, -1);
      expect(await artifacts.find('AuthorizationCode', 'gone')).toBeUndefined();
      await artifacts.upsert('Session', 's1', { uid: 'u1', session: { cookie: 'c00kie' } }, 60);
      expect(await artifacts.findByUid('Session', 'u1')).toEqual({ uid: 'u1', session: {} });
    });

    it('of twenty requests that use one code at once, one succeeds', async () => {
      proves('FI-34');
      await artifacts.upsert('AuthorizationCode', 'once', { grantId: 'g2' }, 60);
      const used = await twenty(() => artifacts.consume('AuthorizationCode', 'once'));
      expect(used.filter(Boolean)).toHaveLength(1);
      await artifacts.upsert('AuthorizationCode', 'once', { grantId: 'g2' }, 60);
      expect((await artifacts.find('AuthorizationCode', 'once'))!.consumed).toEqual(expect.any(Number));
      await artifacts.destroyGrant('g2');
      expect(await artifacts.find('AuthorizationCode', 'once')).toBeUndefined();
    });

    it('of twenty requests that use one assertion at once, one is the first; after its time it may be used again', async () => {
      proves('FI-36');
      const shown = await twenty(() => artifacts.insertOnce('ReplayDetection', 'assertion', {}, 60));
      expect(shown.filter(Boolean)).toHaveLength(1);
      await artifacts.upsert('ReplayDetection', 'old', {}, -1);
      expect(await artifacts.insertOnce('ReplayDetection', 'old', {}, 60)).toBe(true);
    });

    it('ended access stays ended, and nothing else ends', async () => {
      proves('TM-34');
      const store = new EpochStore(dataSource);
      expect(await store.ofAccess('app', ['records', 'clinic'])).toEqual({});
      await twenty(() => store.raise('client', 'app'));
      expect(await store.ofAccess('app', [])).toEqual({ 'client:app': 20 });
      expect(await store.ofAccess('other', ['records'])).toEqual({});
      await store.raise('fhirServer', 'records');
      expect(await store.ofAccess('other', ['clinic', 'records'])).toEqual({ 'fhirServer:records': 1 });
      expect(await store.ofAccess('other', ['clinic'])).toEqual({});
      await store.raise('everything', '');
      expect(await store.ofAccess('other', [])).toEqual({ everything: 1 });
      expect(await store.all()).toEqual({ everything: 1, 'client:app': 20, 'fhirServer:records': 1 });
    });

    it('of twenty requests that use one launch at once, one gets its context', async () => {
      proves('TM-31');
      const launches = new EhrLaunchStore(dataSource, new EpochStore(dataSource), clock);
      const launch = await launches.create({
        clientId: 'app',
        fhirServer: 'records',
        context: { patient: 'a' },
      });
      expect(await launches.consume(launch, 'other', 'records', newHandle())).toBeUndefined();
      const contexts = await twenty(() => launches.consume(launch, 'app', 'records', newHandle()));
      expect(contexts.filter((context) => context !== undefined)).toEqual([
        { context: { patient: 'a' }, fhirUser: undefined },
      ]);
    });

    it('identity providers are stored, changed, reported once and removed', async () => {
      const store = new IdentityProviderStore(dataSource, new SecretBox(randomBytes(32)), clock);
      const definition = {
        scheme: 'Clinic',
        open: { scheme: 'Clinic', authority: 'https://idp.test', enabled: true },
        secret: { clientSecret: 's' },
        enabled: true,
      };
      const added = await twenty(() => store.insert(definition));
      expect(added.filter(Boolean)).toHaveLength(1);
      const first = (await store.find('CLINIC'))!;
      const changes = await Promise.allSettled(
        Array.from({ length: 20 }, () => store.setEnabled(first, false)),
      );
      expect(changes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await store.replace({ ...first, version: 2 }, { ...definition, enabled: false });
      const [row] = await store.all();
      expect(row).toMatchObject({ schemeKey: 'clinic', enabled: false, version: 3 });
      expect(store.open(row!)).toEqual({ ...definition.open, clientSecret: 's', enabled: false });
      const told = await twenty(() => store.firstToReport(row!, 'broken'));
      expect(told.filter(Boolean)).toHaveLength(1);
      await expect(store.remove(first)).rejects.toThrow('has changed in the meantime');
      await store.remove(row!);
      await expect(store.remove(row!)).rejects.toThrow('has changed in the meantime');
      expect(await store.find('clinic')).toBeUndefined();
    });

    it('clients are stored with their secrets, changed, reported once and removed for good', async () => {
      const store = new ClientStore(dataSource, clock);
      const client = {
        clientId: randomUUID(),
        definition: '{"clientName":"Ä"}',
        status: 'pending',
        origin: 'registration',
      } as const;
      const secret = { digest: 'x'.repeat(43), expiresAt: null };
      const added = await twenty(() => store.insert(client, [secret]));
      expect(added.filter(Boolean)).toHaveLength(1);
      const { row } = (await store.find(client.clientId))!;
      const approved = await Promise.allSettled(
        Array.from({ length: 20 }, () => store.replace(row, { status: 'enabled' })),
      );
      // Each has read the same version, so each of the others learns that it has changed.
      expect(approved.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const present = async () => (await store.find(client.clientId))!.row;
      const id = await store.addSecret(await present(), { ...secret, expiresAt: clock.epoch() + 60 });
      const found = await store.find(client.clientId);
      expect(found).toMatchObject({ row: { ...client, status: 'enabled' } });
      expect(found!.secrets).toHaveLength(2);
      await store.replace(await present(), { definition: '{}' }, undefined);
      await expect(store.removeSecret(found!.row, id)).rejects.toThrow('changed in the meantime');
      await expect(store.removeSecret(await present(), 'none')).rejects.toThrow('changed in the meantime');
      await store.removeSecret(await present(), id);
      const told = await twenty(() => store.firstToReport(found!.row, 'a problem'));
      expect(told.filter(Boolean)).toHaveLength(1);
      expect((await store.all()).map(({ secrets }) => secrets.length)).toEqual([1]);
      await store.remove(await present());
      expect([await store.find(client.clientId), await store.all()]).toEqual([undefined, []]);
      expect(await store.insert(client, [])).toBe(false);
    });

    it('of twenty requests that use one initial access token at once, the permitted number succeeds', async () => {
      proves('TM-31');
      const tokens = new RegistrationTokenStore(dataSource, clock);
      const token = await tokens.create(7, clock.epoch() + 60);
      expect(await tokens.isGood(token)).toBe(true);
      const used = await twenty(() => tokens.use(token));
      expect(used.filter(Boolean)).toHaveLength(7);
      expect(await tokens.isGood(token)).toBe(false);
      const expired = await tokens.create(7, clock.epoch());
      expect([await tokens.isGood(expired), await tokens.use(expired)]).toEqual([false, false]);
    });

    it('a sign-in at an identity provider belongs to one session', async () => {
      const store = new SignInRecordStore(dataSource, new SecretBox(randomBytes(32)), clock);
      const upstream = { linkId: 'l', scheme: 's', issuer: 'https://idp.test', subject: 'x', sid: 'y' };
      const epochs = { account: 0, way: 0, shared: {} };
      const facts = { accountId: 'a', epochs, upstream: { ...upstream, idToken: 'eyJ' } };
      const id = await store.begin(facts, 60);
      const uids = Array.from({ length: 20 }, () => randomUUID());
      const bound = await Promise.all(uids.map((uid) => store.bind(id, { uid, accountId: 'a' })));
      expect(bound.filter(Boolean)).toHaveLength(1);
      const uid = uids[bound.indexOf(true)]!;
      await store.keepUntil(uid, clock.epoch() + 600);
      const [found] = await store.ofSession(uid);
      expect(found!.expiresAt).toBeGreaterThan(clock.epoch() + 500);
      expect(store.idTokenOf(found!)).toBe('eyJ');
      expect(await store.ofUpstream('https://idp.test', {})).toEqual([]);
      await store.remove(await store.ofUpstream('https://idp.test', { sid: 'y' }));
      expect(await store.ofSession(uid)).toEqual([]);
    });

    it('of twenty workers that could tell a client of one sign-out, one does', async () => {
      const sessions = new RelyingPartySessionStore(dataSource, clock);
      const signedIn = { clientId: 'portal', accountId: randomUUID(), sessionUid: randomUUID() };
      await sessions.begin({ ...signedIn, sid: 'one' });
      await sessions.begin({ ...signedIn, sid: 'other', sessionUid: randomUUID() });
      expect(await sessions.claim(60)).toBeUndefined();
      await sessions.endSessions([signedIn.sessionUid]);
      const claims = await twenty(() => sessions.claim(60));
      const { accountId, clientId } = signedIn;
      expect(claims.filter(Boolean)).toEqual([{ sid: 'one', clientId, accountId, attempts: 1 }]);
      // The person has signed in again meanwhile: the message is not sent later, and the session is not lost.
      await sessions.begin({ ...signedIn, sid: 'one' });
      await sessions.postpone('one', -5);
      await sessions.remove('one');
      expect(await sessions.claim(60)).toBeUndefined();
      await atomically(dataSource, [sessions.endingOfAccount(accountId)]);
      const due = await twenty(() => sessions.claim(60));
      expect(due.flatMap((one) => one?.sid ?? []).sort()).toEqual(['one', 'other']);
      for (const sid of ['one', 'other']) await sessions.remove(sid);
    });

    it('the recent patients of a person are limited, also when several are chosen at once', async () => {
      const recent = new RecentPatientStore(dataSource, clock);
      const { id: accountId } = await accounts.create({ displayName: 'Busy' });
      let patient = 0;
      await twenty(() => recent.chosen(accountId, 'records', `p${(patient += 1)}`));
      await recent.chosen(accountId, 'records', 'last');
      const ids = await recent.list(accountId, 'records');
      expect([ids.length, ids.includes('last')]).toEqual([10, true]);
      expect(
        await dataSource.query('SELECT 1 FROM recent_patient WHERE account_id = $1', [accountId]),
      ).toHaveLength(10);
      await new AccountDirectory(dataSource, clock).delete(accountId);
      expect(await recent.list(accountId, 'records')).toEqual([]);
    });

    it('consent is remembered once per person, app and server, and deleted with the account', async () => {
      const consents = new RememberedConsentStore(dataSource, clock);
      const { id: accountId } = await accounts.create({ displayName: 'Remembered' });
      const subject = { accountId, clientId: 'portal', fhirServer: '' };
      await twenty(() =>
        consents.remember(subject, { asked: ['openid', 'email'], allowed: ['openid'], epochs: {} }),
      );
      await consents.remember(
        { ...subject, fhirServer: 'records' },
        { asked: ['openid'], allowed: ['openid'], epochs: {} },
      );
      expect(await consents.find(subject)).toMatchObject({ asked: ['openid', 'email'], allowed: ['openid'] });
      expect(await consents.ofAccount(accountId)).toHaveLength(2);
      await consents.forget(subject);
      expect(await consents.find(subject)).toBeUndefined();
      await new AccountDirectory(dataSource, clock).delete(accountId);
      expect(await consents.ofAccount(accountId)).toEqual([]);
    });

    it('pending requests are counted by their network, and the network with the most loses some', async () => {
      for (const [id, holder] of Object.entries({
        a: 'flood.one',
        b: 'flood.two',
        c: 'flood.two',
        d: 'other.one',
      }))
        await artifacts.upsert('Interaction', id, {}, 60, holder);
      expect(await artifacts.countHeldBy('flood.two')).toBe(2);
      expect(await artifacts.countHeld()).toBe(4);
      expect(await artifacts.commonestHolder(5)).toBe('flood');
      expect(await artifacts.dropHeldBy('flood', 2)).toBe(2);
      expect(await artifacts.countHeld()).toBe(2);
    });

    it('two processes count together, and audit rows are deleted after their days', async () => {
      const settings = {
        auditRetentionDays: { signIn: 30, tokens: 1, administration: 0, faults: 1 },
        audit: { addressDays: 7 },
      };
      const refused = { event: 'page.error', outcome: 'refused', reason: 'notFound' } as const;
      const counts = [new AuditCountStore(dataSource, clock), new AuditCountStore(dataSource, clock)];
      for (const count of counts) count.add(refused);
      await Promise.all(counts.map((count) => count.write()));
      const rows = dataSource.getRepository(AuditCount);
      expect(await rows.find()).toMatchObject([
        { event: 'page.error', reason: 'notFound', subject: '', times: 2 },
      ]);
      await new AuditLog(dataSource, clock).record({
        event: 'login.failed',
        outcome: 'failed',
        scheme: 'a\u0000b\ud800',
        trail: [{ step: 'callback', finding: 'a\u0000b\ud800' }],
      });
      const events = dataSource.getRepository(AuditEvent);
      const old = { outcome: 'success', occurredAt: clock.epoch() - 40 * 86_400 } as const;
      await events.insert([
        { ...old, id: 'old', event: 'token.issued' },
        { ...old, id: 'kept', event: 'account.created' },
      ]);
      await rows.insert({ event: 'page.error', reason: '', subject: '', times: 1, hour: old.occurredAt });
      const expired = expiredRowsOf(dataSource, clock);
      new AuditRetention(
        new AuditLog(dataSource, clock),
        counts[0]!,
        new AuditChain(dataSource, new SecretBox(randomBytes(32))),
        settings as Settings,
        expired,
        clock,
      ).onModuleInit();
      expect(await expired.purge()).toBe(2);
      expect((await events.find()).map(({ event }) => event).sort()).toEqual([
        'account.created',
        'login.failed',
      ]);
    });

    it('the audit log of two nodes has one chain, which shows a change', async () => {
      const key = new SecretBox(randomBytes(32));
      await dataSource.query('DELETE FROM audit_event');
      const second = await openDatabase(postgresql.url);
      const nodes = [dataSource, second].map((on) => ({
        log: new AuditLog(on, clock),
        chain: new AuditChain(on, key),
      }));
      for (let round = 0; round < 10; round++) {
        await twenty(() => nodes[round % 2]!.log.record({ event: 'token.issued', outcome: 'success' }));
        await Promise.all(nodes.map(({ chain }) => chain.sealNext(15)));
      }
      while ((await nodes[0]!.chain.sealNext(50)) > 0);
      const problems: string[] = [];
      const verification = new AuditVerification(second, nodes[1]!.chain, new Settings(), clock);
      const verify = () =>
        verification.verify(({ problem, position }) => problems.push(`${problem} ${position}`));
      expect(await verify()).toMatchObject({ seals: 200, rows: 200, notSealedYet: 0, findings: 0 });
      await second.query(`UPDATE audit_event SET reason = 'other' WHERE position = 77`);
      await second.query('DELETE FROM audit_event WHERE position = 200');
      await verify();
      expect(problems).toEqual(['row_changed 77', 'row_missing 200']);
      let found = 0;
      for await (const row of new AuditSearch(second).find({ event: 'token.issued' }))
        found += Number(row.position) > 0 ? 1 : 0;
      expect(found).toBe(199);
      const search = new AuditSearch(second);
      const criteria = { event: 'token.issued', outcome: 'success' };
      const first = await search.page(criteria, 150);
      const rest = await search.page(criteria, 150, first.next);
      expect([first.rows.length, rest.rows.length, rest.next]).toEqual([150, 49, undefined]);
      expect((await search.page({ ...criteria, clientId: 'nobody' }, 150)).rows).toEqual([]);
      await dataSource.query('DELETE FROM audit_event');
      await dataSource.query('DELETE FROM audit_seal');
      await second.destroy();
    });

    it('expired rows are deleted, but for one that another transaction holds: nobody waits for it', async () => {
      proves('FI-49');
      for (const id of ['held', 'free']) await artifacts.upsert('Session', `expired-${id}`, {}, -1_000);
      const other = dataSource.createQueryRunner();
      await other.query('BEGIN');
      await other.query(`UPDATE oidc_artifact SET payload = '{}' WHERE id_hash = $1`, [
        sha256('expired-held'),
      ]);
      expect(await expiredRowsOf(dataSource, clock).purge()).toBe(1);
      await other.query('ROLLBACK');
      await other.release();
      expect(await expiredRowsOf(dataSource, clock).purge()).toBe(1);
    });

    it('PostgreSQL frees the space of tables whose rows come and go when a fiftieth is dead', async () => {
      proves('FI-49');
      const [row] = await dataSource.query<Array<{ reloptions: string[] }>>(
        `SELECT reloptions FROM pg_class WHERE relname = 'oidc_artifact'`,
      );
      expect(row!.reloptions).toContain('autovacuum_vacuum_scale_factor=0.02');
    });

    it('expired rows are deleted', async () => {
      const contexts = new GrantContextStore(dataSource, clock);
      const facts = {
        fhirServer: 'records',
        context: { patient: 'a' },
        sessionUid: 'u',
        madeInSession: 'u',
        accountId: null,
        clientId: null,
        scope: null,
        signInId: null,
        fhirUser: null,
        fhirUserServer: null,
        fhirUserEpoch: null,
      };
      await contexts.save('old', { ...facts, expiresAt: clock.epoch() - 1_000 });
      await contexts.save('new', { ...facts, expiresAt: clock.epoch() + 1_000 });
      await artifacts.upsert('Interaction', 'old', {}, -1_000);
      expect(await expiredRowsOf(dataSource, clock).purge()).toBe(2);
      expect(await contexts.find('old')).toBeUndefined();
      expect(await contexts.find('new')).toMatchObject({ fhirServer: 'records', context: { patient: 'a' } });
    });
  });
});
