import type { DataSource } from 'typeorm';
import { requestScope } from '#src/request-scope/request-scope.js';
import { DatabaseProbe } from './database-probe.js';

/** A database that answers when the test says so. */
class ScriptedDatabase {
  asked = 0;
  scopes: unknown[] = [];
  answer: () => Promise<unknown> = async () => [];

  query(): Promise<unknown> {
    this.asked += 1;
    this.scopes.push(requestScope.getStore());
    return this.answer();
  }
}

/** It waits for no time at all. */
class ImpatientProbe extends DatabaseProbe {
  protected override readonly mostMs = 0;
}

describe('whether the database answers', () => {
  let database: ScriptedDatabase;
  beforeEach(() => (database = new ScriptedDatabase()));
  const probe = (Kind = DatabaseProbe) => new Kind(database as unknown as DataSource);

  it('is asked each time', async () => {
    const one = probe();
    expect([await one.answers(), await one.answers()]).toEqual([true, true]);
    expect(database.asked).toBe(2);
  });

  it('is no when it refuses', async () => {
    database.answer = () => Promise.reject(new Error('gone'));
    expect(await probe().answers()).toBe(false);
  });

  it('is no when it hangs, and it is asked again only when it has answered', async () => {
    let answer = () => {};
    database.answer = () => new Promise<void>((resolve) => (answer = resolve));
    const one = probe(ImpatientProbe);
    expect(await Promise.all([one.answers(), one.answers()])).toEqual([false, false]);
    expect(await one.answers()).toBe(false);
    expect(database.asked).toBe(1);
    answer();
    database.answer = async () => [];
    await new Promise((resolve) => setImmediate(resolve));
    await one.answers();
    expect(database.asked).toBe(2);
  });

  it('is asked outside of the request that wants to know', async () => {
    await requestScope.run({ address: undefined, lostBefore: 0 }, () => probe().answers());
    expect(database.scopes).toEqual([undefined]);
  });
});
