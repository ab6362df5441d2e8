import { jest } from '@jest/globals';
import type { ClientRefusalStore, Refusal } from './client-refusal.store.js';
import { ClientRefusals } from './client-refusals.js';

describe('refusals of clients', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  const written: string[][] = [];
  const store = {
    keep: async (_clientId: string, refusals: readonly Refusal[]) =>
      void written.push(refusals.map(({ reference }) => reference)),
  } as unknown as ClientRefusalStore;
  const refusal = (count: number) => ({ clientId: 'flooded', reference: String(count) }) as Refusal;
  const counts = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

  it('are written at once, and under a flood the last twenty once in a second', async () => {
    const refusals = new ClientRefusals(store);
    const flood = async (from: number, to: number) => {
      for (const count of counts(from, to)) refusals.note(refusal(count));
      await jest.advanceTimersByTimeAsync(0);
      return written.splice(0);
    };
    expect(await flood(0, 60)).toEqual(counts(0, 20).map((count) => [String(count)]));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(written.splice(0)).toEqual([counts(40, 60).map(String)]);
    expect(await flood(60, 61)).toEqual([['60']]);
    await refusals.onModuleDestroy();
    expect(written).toEqual([]);
  });

  it('are written when the server stops', async () => {
    const refusals = new ClientRefusals(store);
    for (const count of counts(0, 25)) refusals.note(refusal(count));
    await refusals.onModuleDestroy();
    expect(written.at(-1)).toEqual(['20', '21', '22', '23', '24']);
  });
});
