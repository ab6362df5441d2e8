import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type CountingProcess, MetricsOfWorkers } from './metrics-of-workers.js';
import { watchProcess } from './process-figures.js';
import { FIGURES_PLEASE } from './worker-messages.js';

/** A process that counts, and answers when the test says so. */
class ScriptedWorker implements CountingProcess {
  readonly asked: string[] = [];
  private readonly registry = new Registry();
  private readonly registers = [this.registry];
  readonly counter = new Counter({
    name: 'tokens_total',
    help: 'x',
    labelNames: ['of'],
    registers: this.registers,
  });
  readonly seconds = new Histogram({
    name: 'seconds',
    help: 'x',
    buckets: [1, 2],
    registers: this.registers,
  });
  readonly requests = new Gauge({ name: 'requests', help: 'x', registers: this.registers });
  readonly pressure = new Gauge({
    name: 'pressure',
    help: 'x',
    aggregator: 'max',
    registers: this.registers,
  });
  readonly ofItself = new Counter({ name: 'nodejs_things_total', help: 'x', registers: this.registers });
  private told: (message: unknown) => void = () => {};
  private ended = () => {};

  /** @param answers whether it answers at once. */
  constructor(public answers = true) {
    watchProcess(this.registry);
  }

  send(message: string): void {
    this.asked.push(message);
    if (this.answers) void this.tell();
  }

  onMessage(told: (message: unknown) => void): void {
    this.told = told;
  }

  onceEnded(ended: () => void): void {
    this.ended = ended;
  }

  /** Sends its figures as a channel between processes does. */
  async tell(): Promise<void> {
    const figures = JSON.parse(JSON.stringify(await this.registry.getMetricsAsJSON())) as unknown;
    this.told({ kind: 'wardkey: figures', figures });
  }

  says(message: unknown): void {
    this.told(message);
  }

  end(): void {
    this.ended();
  }
}

describe('the metrics of several workers', () => {
  let metrics: MetricsOfWorkers;
  /** What waits for time to pass. */
  let waiting: Array<() => void>;

  beforeEach(() => {
    waiting = [];
    metrics = new MetricsOfWorkers(2, (work) => {
      waiting.push(work);
      return () => (waiting = waiting.filter((one) => one !== work));
    });
  });

  async function started(worker = new ScriptedWorker()): Promise<ScriptedWorker> {
    metrics.add(worker);
    await worker.tell();
    return worker;
  }

  /** The series of an answer and their values; with `late` the time passes first. */
  async function scrape(late: 'late' | 'in time' = 'in time'): Promise<Record<string, number>> {
    const text = metrics.text();
    if (late === 'late') {
      // Whoever answers has answered then.
      await new Promise(setImmediate);
      for (const work of waiting) work();
    }
    const lines = (await text).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return Object.fromEntries(
      lines.map((line) => [line.replace(/ \S+$/, ''), Number(/\S+$/.exec(line)![0])]),
    );
  }

  it('add up what was counted, what is under way and the buckets; of pressure they have the most', async () => {
    const [one, two] = [await started(), await started()];
    one.counter.inc({ of: 'a' }, 3);
    two.counter.inc({ of: 'a' }, 4);
    two.counter.inc({ of: 'b' });
    one.seconds.observe(0.5);
    two.seconds.observe(1.5);
    one.requests.set(1);
    two.requests.set(2);
    one.pressure.set(0.75);
    two.pressure.set(0.25);
    expect(await scrape()).toMatchObject({
      'tokens_total{of="a"}': 7,
      'tokens_total{of="b"}': 1,
      'seconds_bucket{le="1"}': 1,
      'seconds_bucket{le="+Inf"}': 2,
      seconds_sum: 2,
      seconds_count: 2,
      requests: 3,
      pressure: 0.75,
      'wardkey_workers{state="answering"}': 2,
      'wardkey_workers{state="silent"}': 0,
      'wardkey_workers{state="starting"}': 0,
    });
    expect(waiting).toEqual([]);
  });

  it('have what is about a process for each of them', async () => {
    await started();
    const two = await started();
    const names = (series: Record<string, number>) =>
      Object.keys(series).filter((name) => name.startsWith('process_resident_memory_bytes'));
    const all = ['', '{worker="1"}', '{worker="2"}'].map((label) => `process_resident_memory_bytes${label}`);
    expect(names(await scrape()).sort()).toEqual(all);
    two.end();
    const afterwards = await scrape();
    expect(names(afterwards)).not.toContain(all[2]);
    expect(afterwards).not.toHaveProperty('nodejs_things_total');
    await started();
    expect(names(await scrape()).sort()).toEqual(all);
  });

  it('never count less because a worker has ended', async () => {
    const [one, two] = [await started(), await started()];
    for (const [worker, count] of [[one, 3], [two, 4]] as const) worker.counter.inc({ of: 'a' }, count); // prettier-ignore
    two.seconds.observe(0.5);
    two.requests.set(5);
    await scrape();
    two.end();
    expect(await scrape()).toMatchObject({
      'tokens_total{of="a"}': 7,
      seconds_count: 1,
      requests: 0,
      'wardkey_workers{state="answering"}': 1,
      'wardkey_workers{state="starting"}': 1,
    });
    const three = await started();
    three.counter.inc({ of: 'a' });
    await scrape();
    three.end();
    expect(await scrape()).toMatchObject({ 'tokens_total{of="a"}': 8, seconds_count: 1 });
  });

  it('never count less because a worker does not answer in time; what it said about its present is left out', async () => {
    const [one, two] = [await started(), await started()];
    for (const [worker, count] of [[one, 3], [two, 4]] as const) worker.counter.inc({ of: 'a' }, count); // prettier-ignore
    two.requests.set(5);
    await scrape();
    two.answers = false;
    const silent = await scrape('late');
    expect(silent).toMatchObject({
      'tokens_total{of="a"}': 7,
      requests: 0,
      'wardkey_workers{state="answering"}': 1,
      'wardkey_workers{state="silent"}': 1,
    });
    expect(silent).not.toHaveProperty('process_resident_memory_bytes{worker="2"}');
    two.counter.inc({ of: 'a' });
    await two.tell();
    two.answers = true;
    expect(await scrape()).toMatchObject({
      'tokens_total{of="a"}': 8,
      requests: 5,
      'wardkey_workers{state="silent"}': 0,
    });
  });

  it('ask a worker that does not answer once, however often they are read', async () => {
    const worker = await started(new ScriptedWorker(false));
    for (let time = 0; time < 5; time += 1) await scrape('late');
    expect(worker.asked).toEqual([FIGURES_PLEASE]);
  });

  it('ask each worker once for two that read them at the same time', async () => {
    const worker = await started();
    const [first, second] = await Promise.all([metrics.text(), metrics.text()]);
    expect(first).toBe(second);
    expect(worker.asked).toHaveLength(1);
    await metrics.text();
    expect(worker.asked).toHaveLength(2);
  });

  it('wait no longer for a worker that ends meanwhile', async () => {
    const worker = await started(new ScriptedWorker(false));
    const answer = scrape();
    worker.end();
    expect(await answer).toMatchObject({ 'wardkey_workers{state="starting"}': 2 });
  });

  it('ask no worker that is being started, and take nothing else for figures', async () => {
    const worker = new ScriptedWorker();
    metrics.add(worker);
    for (const message of [null, 'ready', { kind: 'other', figures: [] }]) worker.says(message);
    expect(await scrape()).toMatchObject({ 'wardkey_workers{state="starting"}': 2 });
    expect(worker.asked).toEqual([]);
  });

  it('have no place for a worker whose first figures come after its end', async () => {
    const worker = new ScriptedWorker();
    metrics.add(worker);
    worker.end();
    await worker.tell();
    expect(await scrape()).toMatchObject({ 'wardkey_workers{state="starting"}': 2 });
  });
});
