import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { ActivationStore } from '#src/accounts/activation/activation.store.js';
import { AttemptLimits } from '#src/accounts/credentials/attempt-limits.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { atomically } from '#src/database/atomically.js';
import { composeLetter } from '#src/mail/letter.js';
import { OutboxStore } from '#src/mail/outbox.store.js';
import { sha256 } from '#src/crypto/handle.js';
import { expiredRowsOf, openDatabase } from '../support/database.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';

const clock = new Clock();

const twenty = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 20 }, (_none, index) => work(index)));

(hasPostgresql ? describe : describe.skip)('local sign-in and mail on PostgreSQL', () => {
  const box = new SecretBox(randomBytes(32));
  const limitsOf = (on: DataSource) => new AttemptLimits(on, box, clock, expiredRowsOf(on, clock));
  let postgresql: Postgresql;
  let one: DataSource;
  let other: DataSource;

  beforeAll(async () => {
    postgresql = await startPostgresql();
    one = await openDatabase(postgresql.url);
    other = await openDatabase(postgresql.url);
  });
  afterAll(async () => {
    await one?.destroy();
    await other?.destroy();
    await postgresql?.close();
  });

  const account = async () => (await new AccountStore(one, clock).create({ displayName: 'Maria' })).id;
  const either = (index: number) => (index % 2 === 0 ? one : other);
  const mail = (to: string) => ({
    kind: 'test',
    letter: composeLetter({ to, subject: 's', parts: ['p'] }),
    uselessAfter: clock.epoch() + 600,
  });

  it('two processes claim each letter once', async () => {
    proves('FI-34');
    const outbox = new OutboxStore(one, box, clock);
    await twenty((index) => atomically(one, [outbox.insertion(mail(`person-${index}@x.test`))]));
    const claimed = await Promise.all(
      Array.from({ length: 40 }, (_none, index) => new OutboxStore(either(index), box, clock).claim(180)),
    );
    const letters = claimed.filter((letter) => letter !== undefined);
    // A claim that another process overtook returns without a letter, and tries again in the next round.
    let more;
    while ((more = await outbox.claim(180))) letters.push(more);
    expect(new Set(letters.map(({ id }) => id)).size).toBe(20);
    expect(letters).toHaveLength(20);
    expect(letters.every(({ attempts }) => attempts === 1)).toBe(true);
  });

  it('a letter is written only when the step before it has happened', async () => {
    const outbox = new OutboxStore(one, box, clock);
    const id = await account();
    const query = 'SELECT 1 FROM account WHERE id = ? AND version = ?';
    await atomically(one, [
      outbox.insertion({ ...mail('no@x.test'), accountId: id }, { query, parameters: [id, 7] }),
    ]);
    expect(await one.query('SELECT * FROM mail_message WHERE account_id = $1', [id])).toEqual([]);
    await atomically(one, [
      outbox.insertion({ ...mail('yes@x.test'), accountId: id }, { query, parameters: [id, 1] }),
    ]);
    expect(await one.query('SELECT * FROM mail_message WHERE account_id = $1', [id])).toHaveLength(1);
  });

  it('two processes count attempts together, and a hundred at the same moment count as a hundred', async () => {
    proves('TM-38');
    const attempt = { account: 'maria', address: '192.0.2.1' };
    const waits = await Promise.all(
      Array.from({ length: 100 }, (_none, index) => limitsOf(either(index)).begin(attempt)),
    );
    expect(waits.filter((wait) => wait === 0).length).toBeLessThanOrEqual(7);
    expect(await limitsOf(other).begin(attempt)).toBeGreaterThan(0);
    await limitsOf(one).succeeded(attempt);
    expect(await limitsOf(other).begin(attempt)).toBe(0);
  });

  it('an invitation can be used once', async () => {
    const invitations = new InvitationStore(one, clock);
    const { token, statements } = invitations.invite(await account());
    await atomically(one, statements);
    expect(await invitations.find(token)).toBeDefined();
    const used = await twenty((index) => new InvitationStore(either(index), clock).consume(sha256(token)));
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await invitations.find(token)).toBeUndefined();
  });

  it('a code has five attempts, however close together, and links once', async () => {
    proves('TM-16');
    const store = new ActivationStore(one, clock);
    const handle = await store.begin({
      accountId: await account(),
      proof: 'password',
      invitationHash: null,
      accountEpoch: 0,
      passwordEpoch: 0,
    });
    const idHash = sha256(handle);
    expect(await store.spendTry(idHash)).toBeUndefined();
    await store.keepIdentity(idHash, 'hospital', 'sealed');
    await atomically(one, [store.newCode(idHash, 'a-key')]);
    await atomically(one, [store.newCode(idHash, 'too-early')]);
    expect((await store.find(handle))!.codeKey).toBe('a-key');
    const tries = await twenty((index) => new ActivationStore(either(index), clock).spendTry(idHash));
    expect(tries.filter((left) => left !== undefined).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(await store.bind(idHash, 'another-key')).toBe(false);
    const bound = await twenty((index) => new ActivationStore(either(index), clock).bind(idHash, 'a-key'));
    expect(bound.filter(Boolean)).toHaveLength(1);
    expect(await store.find(handle)).toBeUndefined();
  });

  it('passwords are set, kept while they are switched off, and removed', async () => {
    const store = new CredentialStore(one, clock);
    const id = await account();
    expect(await store.anyUsable()).toBe(false);
    await store.setLocalLogin(id, 'disabled');
    await store.setPassword(id, 'hash');
    expect(await store.find(id)).toMatchObject({ passwordHash: 'hash', localLogin: 'disabled' });
    expect(await store.anyUsable()).toBe(false);
    await store.setLocalLogin(id, 'enabled');
    expect(await store.anyUsable()).toBe(true);
    expect((await store.withPassword(10)).map(({ accountId }) => accountId)).toEqual([id]);
    await atomically(one, [store.passwordRemoval(id)]);
    expect(await store.find(id)).toMatchObject({ passwordHash: null, localLogin: 'enabled' });
  });

  it('a sign-in at an identity provider is found in the audit log', async () => {
    const audit = new AuditLog(one, clock);
    const id = await account();
    const event = { event: 'login.succeeded', outcome: 'success', accountId: id } as const;
    await audit.record(event);
    expect(await audit.hasProviderSignIn(['hospital'])).toBe(false);
    await audit.record({ ...event, scheme: 'hospital' });
    expect(await audit.hasProviderSignIn(['hospital'])).toBe(true);
    expect(await audit.hasProviderSignIn(['hospital'], id)).toBe(true);
    expect(await audit.hasProviderSignIn(['hospital'], 'somebody-else')).toBe(false);
    expect(await audit.hasProviderSignIn(['clinic'])).toBe(false);
    expect(await audit.hasProviderSignIn([])).toBe(false);
  });
});
