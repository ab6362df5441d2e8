import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Settings } from '#src/config/settings/settings.js';
import { requestScope } from '#src/request-scope/request-scope.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { Resealing } from '#src/database/resealing.js';
import { openDatabase } from '../../test/support/database.js';
import { TestClock } from '../../test/support/test-clock.js';
import { AuditChain } from './audit-chain.js';
import { AuditLog } from './audit-log.js';
import { type AuditFinding, AuditVerification } from './audit-verification.js';

const KEY = randomBytes(32);
const secretBox = new SecretBox(KEY);
const clock = new TestClock(Date.parse('2026-03-01T12:00:00Z'));
const settings = new Settings();
const DAY = 24 * 3600;

describe('the chain of the audit log', () => {
  let dataSource: DataSource;
  let log: AuditLog;
  let chain: AuditChain;

  beforeEach(async () => {
    dataSource = await openDatabase();
    log = new AuditLog(dataSource, clock);
    chain = new AuditChain(dataSource, secretBox);
  });
  afterEach(() => dataSource.destroy());

  const write = async (...clients: string[]) => {
    for (const clientId of clients)
      await log.record({ event: 'token.issued', outcome: 'success', clientId, trail: [{ step: 'scope' }] });
  };
  const sealed = async (...clients: string[]) => {
    await write(...clients);
    await chain.sealNext(50);
  };
  const verify = async (anchors: string[] = [], by = chain, to = settings) => {
    const findings: AuditFinding[] = [];
    const summary = await new AuditVerification(dataSource, by, to, clock).verify(
      (finding) => findings.push(finding),
      anchors.map((anchor) => {
        const [position, hash] = anchor.split(':');
        return { position: Number(position), hash: hash! };
      }),
    );
    return {
      ...summary,
      problems: findings.map(({ problem, position }) => `${problem} ${position ?? ''}`.trim()),
    };
  };
  const clients = async () => {
    const rows = await dataSource.query('SELECT client_id FROM audit_event ORDER BY position');
    return (rows as Array<{ client_id: string }>).map(({ client_id }) => client_id);
  };

  it('seals each row once, batch after batch, and finds nothing wrong', async () => {
    await write('a', 'b', 'c');
    expect([await chain.sealNext(2), await chain.sealNext(2), await chain.sealNext(2)]).toEqual([2, 1, 0]);
    await sealed('d');
    const { problems, head, ...counts } = await verify();
    expect(problems).toEqual([]);
    expect(counts).toEqual({ seals: 4, rows: 4, deletedByAge: 0, notSealedYet: 0, findings: 0 });
    expect(head).toMatch(/^4:[\w-]{43}$/);
  });

  it.each([
    ['event', `'login.refused'`],
    ['outcome', `'failed'`],
    ['reason', `'other'`],
    ['client_id', `'z'`],
    ['account_id', `'somebody'`],
    ['patient', `'another'`],
    ['fhir_server', `'another'`],
    ['scheme', `'x'`],
    ['reference', `'AAAA-BBBB'`],
    ['trail', `'[]'`],
    ['trail', 'NULL'],
    ['occurred_at', 'occurred_at + 1'],
  ])('finds a row whose %s was changed to %s', async (column, value) => {
    await sealed('a', 'b', 'c');
    await dataSource.query(`UPDATE audit_event SET ${column} = ${value} WHERE position = 2`);
    expect((await verify()).problems).toEqual(['row_changed 2']);
  });

  it('finds the first row, a row between and the last row when they were deleted', async () => {
    await sealed('a', 'b', 'c', 'd', 'e');
    await dataSource.query('DELETE FROM audit_event WHERE position IN (1, 3, 5)');
    expect((await verify()).problems).toEqual(['row_missing 1', 'row_missing 3', 'row_missing 5']);
  });

  it('finds that a row was exchanged with another one', async () => {
    await sealed('a', 'b');
    await dataSource.query(
      `UPDATE audit_event SET client_id = CASE client_id WHEN 'a' THEN 'b' ELSE 'a' END`,
    );
    expect((await verify()).problems).toEqual(['row_changed 1', 'row_changed 2']);
  });

  it('finds seals that were deleted together with their rows, also the oldest', async () => {
    await sealed('a', 'b', 'c', 'd');
    for (const table of ['audit_event', 'audit_seal'])
      await dataSource.query(`DELETE FROM ${table} WHERE position IN (1, 3)`);
    expect((await verify()).problems).toEqual(['seal_missing 2', 'seal_missing 3']);
  });

  it('finds seals that were closed up over a deleted row', async () => {
    await sealed('a', 'b', 'c');
    for (const table of ['audit_event', 'audit_seal']) {
      await dataSource.query(`DELETE FROM ${table} WHERE position = 2`);
      await dataSource.query(`UPDATE ${table} SET position = 2 WHERE position = 3`);
    }
    expect((await verify()).problems).toEqual(['seal_changed 2']);
  });

  it('finds that a seal was changed together with its row', async () => {
    await sealed('a', 'b');
    await dataSource.query(`UPDATE audit_event SET event = 'consent.given' WHERE position = 1`);
    await dataSource.query(`UPDATE audit_seal SET event = 'consent.given' WHERE position = 1`);
    expect((await verify()).problems).toEqual(['seal_changed 1', 'row_changed 1']);
  });

  it('finds with an anchor that the end was cut off, or that the chain was made anew', async () => {
    await sealed('a', 'b', 'c');
    const { head } = await verify();
    await dataSource.query('DELETE FROM audit_event WHERE position = 3');
    await dataSource.query('DELETE FROM audit_seal WHERE position = 3');
    expect((await verify()).problems).toEqual([]);
    expect((await verify([head!])).problems).toEqual(['anchor_not_met 3']);
    await sealed('another');
    expect((await verify([head!])).problems).toEqual(['anchor_not_met 3']);
    expect((await verify([(await verify()).head!])).problems).toEqual([]);
  });

  it('says which seals another encryption key made, instead of calling their rows changed', async () => {
    await sealed('a');
    const other = new AuditChain(dataSource, new SecretBox(randomBytes(32)));
    expect((await verify([], other)).problems).toEqual(['other_key 1']);
  });

  it('goes on with another encryption key, and checks both as long as it has both', async () => {
    const [former, next] = [randomBytes(32), randomBytes(32)];
    await write('a');
    await new AuditChain(dataSource, new SecretBox(former)).sealNext(50);
    await write('b');
    const both = new AuditChain(dataSource, new SecretBox(next, [former]));
    await both.sealNext(50);
    expect(await verify([], both)).toMatchObject({ rows: 2, problems: [] });
    const after = new AuditChain(dataSource, new SecretBox(next));
    expect((await verify([], after)).problems).toEqual(['other_key 1']);
    await dataSource.query(`UPDATE audit_event SET client_id = 'z'`);
    expect((await verify([], both)).problems).toEqual(['row_changed 1', 'row_changed 2']);
  });

  it('a row may be without its seal for a minute, and not for longer', async () => {
    await write('a');
    expect(await verify()).toMatchObject({ notSealedYet: 1, problems: [] });
    clock.move(61);
    expect((await verify()).problems).toEqual(['row_not_sealed']);
  });

  it('looks at all rows for those without a seal, also at more than one page of them', async () => {
    await write(...Array<string>(501).fill('a'));
    while ((await chain.sealNext(250)) > 0);
    await dataSource.query('DELETE FROM audit_seal WHERE position > 500');
    await write('b');
    expect(await verify()).toMatchObject({ notSealedYet: 1, problems: ['row_not_sealed'] });
  });

  it('finds a row that claims a seal which it never had', async () => {
    await sealed('a');
    await write('b');
    await dataSource.query('UPDATE audit_event SET position = 7 WHERE position IS NULL');
    expect((await verify()).problems).toEqual(['row_not_sealed']);
  });

  it('says so when somebody wrote a seal after which there is no position', async () => {
    await sealed('a');
    await dataSource.query(
      `INSERT INTO audit_seal SELECT ${Number.MAX_SAFE_INTEGER - 1}, 'forged', event, occurred_at, digest, NULL, 'forged', key_id FROM audit_seal`,
    );
    await write('b', 'c', 'd', 'e');
    await expect(chain.sealNext(50)).rejects.toThrow(/No row of the audit log can be sealed/);
    expect((await verify()).problems).toContain('seal_missing 2');
  });

  it('finds that the beginning was cut off behind a place that was noted elsewhere', async () => {
    await sealed('a', 'b', 'c');
    const [{ hash }] = (await dataSource.query('SELECT hash FROM audit_seal WHERE position = 2')) as [
      { hash: string },
    ];
    await dataSource.query('DELETE FROM audit_event WHERE position <= 2');
    await dataSource.query('DELETE FROM audit_seal WHERE position <= 2');
    expect((await verify([`2:${hash}`])).problems).toEqual(['seal_missing 3', 'anchor_not_met 2']);
  });

  describe('the address and user agent of a row', () => {
    beforeEach(async () => {
      const request = { address: '10.1.2.3', userAgent: 'Browser/1', lostBefore: 0 };
      await requestScope.run(request, () => sealed('a'));
    });
    const change = (to: string) => dataSource.query(`UPDATE audit_event SET ${to}`);

    it.each([[`address = '10.9.9.9'`], [`user_agent = 'Browser/2'`], ['address = NULL']])(
      'cannot be changed unseen: %s',
      async (to) => {
        await change(to);
        expect((await verify()).problems).toEqual(['address_changed 1']);
      },
    );

    it('may be gone after their days, and not before', async () => {
      await change('address = NULL, user_agent = NULL');
      clock.move(89 * DAY);
      expect((await verify()).problems).toEqual(['address_changed 1']);
      clock.move(2 * DAY);
      expect((await verify()).problems).toEqual([]);
    });

    it('cannot be given to a row that had none', async () => {
      await sealed('b');
      await dataSource.query(`UPDATE audit_event SET address = '10.9.9.9' WHERE position = 2`);
      expect((await verify()).problems).toEqual(['address_changed 2']);
    });
  });

  it('goes on after somebody took the position from a row that has a seal', async () => {
    await sealed('a', 'b');
    await dataSource.query('UPDATE audit_event SET position = NULL WHERE position = 1');
    await write('c');
    await chain.sealNext(50);
    await chain.sealNext(50);
    expect(await clients()).toEqual(['a', 'b', 'c']);
    expect((await verify()).problems).toEqual([]);
  });

  it('two nodes that seal at the same moment make one chain', async () => {
    const other = new AuditChain(dataSource, secretBox);
    for (let round = 0; round < 10; round++) {
      await write('a', 'b', 'c');
      await Promise.all([chain.sealNext(2), other.sealNext(3), chain.sealNext(50), other.sealNext(1)]);
    }
    while ((await chain.sealNext(50)) > 0);
    expect(await verify()).toMatchObject({ seals: 30, rows: 30, problems: [] });
  });

  it('keeps the order of the seconds in which things happened', async () => {
    for (const client of ['a', 'b', 'c']) {
      await write(client);
      clock.move(1);
    }
    await chain.sealNext(50);
    expect(await clients()).toEqual(['a', 'b', 'c']);
  });

  describe('rows that are old enough', () => {
    const kept = { ...settings.auditRetentionDays, tokens: 30 };
    const forAWhile = Object.assign(new Settings(), {
      auditRetentionDays: { signIn: 30, tokens: 30, administration: 30, faults: 30 },
    });

    it('may be gone, and their seals show that nothing else is', async () => {
      await sealed('a', 'b');
      clock.move(31 * DAY);
      await sealed('c');
      await log.deleteBefore(clock.epoch() - 30 * DAY, ['token.issued'], 50);
      const shorter = Object.assign(new Settings(), { auditRetentionDays: kept });
      expect(await verify([], chain, shorter)).toMatchObject({ rows: 1, deletedByAge: 2, problems: [] });
      // By longer days these two should still be there.
      expect((await verify()).problems).toEqual(['row_missing 1', 'row_missing 2']);
    });

    it('lose their seals, too, when no row is kept for ever; the last seal stays', async () => {
      await sealed('a', 'b');
      clock.move(31 * DAY);
      await log.deleteBefore(clock.epoch() - 30 * DAY, ['token.issued'], 50);
      expect(await chain.deleteBefore(clock.epoch() - 30 * DAY, 50)).toBe(1);
      await sealed('c', 'd');
      expect(await verify([], chain, forAWhile)).toMatchObject({ seals: 3, rows: 2, problems: [] });
      expect(await chain.deleteBefore(clock.epoch() - 30 * DAY, 50)).toBe(1);
      expect(await verify([], chain, forAWhile)).toMatchObject({ seals: 2, rows: 2, problems: [] });
      expect(await chain.deleteBefore(clock.epoch() - 30 * DAY, 50)).toBe(0);
    });

    it('lose their seals a few at a time, and at two nodes in the same moment', async () => {
      await sealed(...Array<string>(7).fill('a'));
      clock.move(31 * DAY);
      await log.deleteBefore(clock.epoch() - 30 * DAY, ['token.issued'], 50);
      const other = new AuditChain(dataSource, secretBox);
      let deleted = 0;
      for (let round = 0; round < 4; round += 1) {
        const both = [chain, other].map((one) => one.deleteBefore(clock.epoch() - 30 * DAY, 2));
        for (const rows of await Promise.all(both)) deleted += rows;
        expect((await verify([], chain, forAWhile)).problems).toEqual([]);
      }
      expect(deleted).toBe(6);
    });

    describe('and that somebody deleted, or changed, who cannot make seals', () => {
      const deleteOld = (by = chain) => by.deleteBefore(clock.epoch() - 30 * DAY, 50);
      const old = 'SELECT MIN(position) FROM audit_seal';
      beforeEach(async () => {
        await sealed('a', 'b', 'c');
        clock.move(31 * DAY);
        await log.deleteBefore(clock.epoch() - 30 * DAY, ['token.issued'], 50);
        await chain.deleteBefore(clock.epoch() - 30 * DAY, 2);
        await sealed('d', 'e', 'f');
        clock.move(31 * DAY);
        await sealed('g');
      });

      it.each<[string, string, string[]]>([
        ['the beginning', 'DELETE FROM audit_seal WHERE position < 5', ['seal_missing 5']],
        ['where it begins', 'DELETE FROM audit_chain_beginning', ['seal_missing 3']],
        [
          'the beginning, and where it begins',
          'DELETE FROM audit_seal WHERE position < 5; DELETE FROM audit_chain_beginning',
          ['seal_missing 5'],
        ],
        [
          'the first seal',
          `UPDATE audit_seal SET event = 'login.refused' WHERE position = (${old})`,
          ['seal_missing 3'],
        ],
        ['seals between', 'DELETE FROM audit_seal WHERE position IN (4, 5)', ['seal_missing 4']],
        [
          'all but a forged one',
          `DELETE FROM audit_seal WHERE position < 6; DELETE FROM audit_chain_beginning;
           INSERT INTO audit_seal SELECT 1, 'x', event, 1, digest, NULL, 'x', 'another' FROM audit_seal WHERE position = 6`,
          ['other_key 1', 'seal_missing 2'],
        ],
        [
          'and put seals of another key there',
          `UPDATE audit_seal SET key_id = 'another', hash = 'x' WHERE position < 6`,
          ['seal_missing 3'],
        ],
      ])('shows, and no seal is deleted any more: %s', async (_what, statements, problems) => {
        await dataSource.query('DELETE FROM audit_event WHERE position < 6');
        for (const statement of statements.split(';')) await dataSource.query(statement);
        const before = (await verify([], chain, forAWhile)).problems;
        expect(before).toEqual(expect.arrayContaining(problems));
        await expect(deleteOld()).rejects.toMatchObject({ code: 'audit_chain_cut' });
        expect((await verify([], chain, forAWhile)).problems).toEqual(before);
      });

      it('until an administrator accepts the beginning', async () => {
        await dataSource.query('DELETE FROM audit_seal WHERE position < 5');
        expect(await chain.acceptBeginning()).toMatchObject({ position: 5 });
        expect((await verify([], chain, forAWhile)).problems).not.toContain('seal_missing 5');
        expect(await deleteOld()).toBe(2);
      });

      it('also after the encryption key was changed, and with another key not at all', async () => {
        const another = randomBytes(32);
        const both = new SecretBox(another, [KEY]);
        await new Resealing(dataSource, both).reseal();
        await expect(deleteOld()).rejects.toMatchObject({ code: 'audit_chain_cut' });
        expect(await deleteOld(new AuditChain(dataSource, new SecretBox(another)))).toBe(4);
      });
    });
  });
});
