import { Logger } from '@nestjs/common';
import { Egress } from '#src/http/outgoing/egress.js';
import { newEgress } from '../../../test/support/egress.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { startTraceCollector, type TraceCollector } from '../../../test/support/trace-collector.js';
import { Traces } from './traces.js';

describe('traces', () => {
  const clock = new TestClock();
  let egress: Egress;
  let collector: TraceCollector | undefined;
  const lines: string[] = [];
  beforeEach(() => {
    egress = newEgress();
    lines.length = 0;
    const note = (line: string) => void lines.push(line);
    Logger.overrideLogger({ log: note, warn: note, error: note });
  });
  afterEach(async () => {
    await egress.onModuleDestroy();
    await collector?.close();
    collector = undefined;
    Logger.overrideLogger(['error', 'fatal']);
  });

  /** One request with an answer. */
  function follow(traces: Traces, parent?: string) {
    const seen = { startedAt: performance.now() - 20 };
    traces.requestBegan(seen, parent);
    const end = { route: '/token', method: 'POST', status: 200, endedAt: seen.startedAt + 12.5 };
    traces.requestEnded(seen, end);
  }

  it('are sent as OTLP: ids in hexadecimal digits, times in nanoseconds', async () => {
    collector = await startTraceCollector();
    const traces = new Traces(egress, clock, collector.endpoint, 100);
    follow(traces);
    await traces.end();
    const [span] = collector.spans();
    expect(span).toMatchObject({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      name: 'POST /token',
      kind: 2,
      attributes: { 'http.request.method': 'POST', 'http.route': '/token', 'http.response.status_code': 200 },
      status: { code: 0 },
    });
    const nanoseconds = BigInt(span!.endTimeUnixNano) - BigInt(span!.startTimeUnixNano);
    expect(Math.round(Number(nanoseconds) / 1e5)).toBe(125);
    expect(Number(BigInt(span!.startTimeUnixNano) / 1_000_000_000n)).toBeCloseTo(clock.epoch(), -1);
    expect(collector.text()).toContain('"key":"service.name","value":{"stringValue":"wardkey"}');
    expect(lines).toEqual([]);
  });

  it('of a request follow what the proxy said: sampled or not', async () => {
    collector = await startTraceCollector();
    const traces = new Traces(egress, clock, collector.endpoint, 100);
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    follow(traces, `00-${trace}-00f067aa0ba902b7-01`);
    follow(traces, '00-00000000000000000000000000000001-00f067aa0ba902b7-00');
    await traces.end();
    expect(collector.spans().map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([
      [trace, '00f067aa0ba902b7'],
    ]);
  });

  it.each([
    [
      'refuses them',
      async () => (collector = await startTraceCollector(400)).endpoint,
      /the collector answered 400/,
    ],
    ['does not answer', async () => 'http://127.0.0.1:9/v1/traces', /egress_unreachable/],
  ])(
    'are lost when the collector %s; the log has one line, and nothing else fails',
    async (_what, where, says) => {
      const traces = new Traces(egress, clock, await where(), 100);
      follow(traces);
      await traces.end();
      expect(lines).toEqual([expect.stringMatching(says)]);
    },
  );
});
