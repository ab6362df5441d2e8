import { proves } from '../test/support/proves.js';
import { TestClock } from '../test/support/test-clock.js';
import { type End, type Worker, WorkerGroup } from './worker-group.js';

/** A process that does what the test says. */
class ScriptedWorker implements Worker {
  readonly signals: NodeJS.Signals[] = [];
  listens = () => {};
  ends: (how: End) => void = () => {};

  constructor(readonly pid: number) {}

  onceListening(told: () => void): void {
    this.listens = told;
  }

  onceEnded(told: (how: End) => void): void {
    this.ends = told;
  }

  kill(signal: NodeJS.Signals): void {
    this.signals.push(signal);
  }
}

describe('a group of workers', () => {
  let clock: TestClock;
  let forked: ScriptedWorker[];
  let waiting: Array<{ work: () => void; milliseconds: number }>;
  let said: string[];

  beforeEach(() => {
    clock = new TestClock();
    forked = [];
    waiting = [];
    said = [];
  });

  function groupOf(count: number): { group: WorkerGroup; ended: Promise<number> } {
    const group = new WorkerGroup(count, {
      fork: () => {
        forked.push(new ScriptedWorker(forked.length + 1));
        return forked.at(-1)!;
      },
      later: (work, milliseconds) => {
        const one = { work, milliseconds };
        waiting.push(one);
        return () => (waiting = waiting.filter((other) => other !== one));
      },
      log: { log: (message) => said.push(message), warn: (message) => said.push(message) },
      clock,
    });
    return { group, ended: group.run() };
  }

  /** A group of which all workers serve. */
  function serving(count: number) {
    const started = groupOf(count);
    forked[0]!.listens();
    for (const worker of forked.slice(1)) worker.listens();
    return started;
  }

  /** The pauses that are waited for now, in milliseconds. */
  const pauses = () => waiting.map(({ milliseconds }) => milliseconds);
  function pass(): void {
    const [next] = waiting.splice(0, 1);
    next!.work();
  }

  it('starts the first alone, and the others when it serves', () => {
    groupOf(3);
    expect(forked).toHaveLength(1);
    forked[0]!.listens();
    expect(forked).toHaveLength(3);
    expect(said).toEqual(['worker 1 serves (1 of 3)']);
  });

  it.each<[End, number]>([
    [1, 1],
    [74, 74],
    ['SIGKILL', 1],
  ])(
    'ends when the first cannot start (%s), with exit code %i, and tries nothing again',
    async (how, exitCode) => {
      const { ended } = groupOf(2);
      forked[0]!.ends(how);
      expect(await ended).toBe(exitCode);
      expect([forked.length, pauses()]).toEqual([1, []]);
    },
  );

  it('replaces a worker that ended, after a pause that grows while workers end soon', () => {
    serving(2);
    const seen: number[] = [];
    for (let time = 0; time < 11; time += 1) {
      forked.at(-1)!.ends('SIGKILL');
      seen.push(...pauses());
      pass();
      forked.at(-1)!.listens();
    }
    expect(seen).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
    expect(said).toContain('worker 2 ended (SIGKILL); another is started in 0.1 s; 1 worker left');
  });

  it('begins with the short pause again after a worker has served for a minute', () => {
    serving(2);
    for (let time = 0; time < 3; time += 1) {
      forked.at(-1)!.ends(1);
      pass();
      forked.at(-1)!.listens();
    }
    clock.move(60);
    forked.at(-1)!.ends(1);
    expect(pauses()).toEqual([100]);
  });

  it('goes on with the others while one cannot start again', () => {
    proves('FI-50');
    serving(2);
    forked[1]!.ends(1);
    pass();
    forked[2]!.ends(1);
    expect(pauses()).toEqual([200]);
    pass();
    forked[3]!.listens();
    expect(said.at(-1)).toBe('worker 4 serves (2 of 2)');
  });

  it('ends when none serves any more and the next cannot start', async () => {
    const { ended } = serving(2);
    forked[0]!.ends('SIGKILL');
    forked[1]!.ends('SIGKILL');
    pass();
    forked[2]!.ends(1);
    expect(await ended).toBe(1);
    expect(pauses()).toEqual([]);
  });

  it('asks each worker to stop once, and ends with 0 when all have stopped', async () => {
    const { group, ended } = serving(3);
    group.stop();
    group.stop();
    expect(forked.map(({ signals }) => signals)).toEqual([['SIGTERM'], ['SIGTERM'], ['SIGTERM']]);
    forked[0]!.ends(0);
    forked[1]!.ends(0);
    // One that has only begun to start.
    forked[2]!.ends('SIGTERM');
    expect(await ended).toBe(0);
    expect([forked.length, pauses()]).toEqual([3, []]);
  });

  it('starts no other once it stops, also when one was due', async () => {
    const { group, ended } = serving(2);
    forked[1]!.ends('SIGKILL');
    group.stop();
    forked[0]!.ends(0);
    expect(await ended).toBe(0);
    expect([forked.length, pauses()]).toEqual([2, []]);
  });

  it('kills a worker that does not stop in time, and says so with its exit code', async () => {
    const { group, ended } = serving(2);
    group.stop();
    forked[0]!.ends(0);
    expect(pauses()).toEqual([28_000]);
    pass();
    expect(forked[1]!.signals).toEqual(['SIGTERM', 'SIGKILL']);
    forked[1]!.ends('SIGKILL');
    expect(await ended).toBe(1);
    expect(said).toContain('worker 2 did not stop, and is killed');
  });
});
