import { load, problemsOf } from '../../../test/support/configuration.js';

describe('the port of the metrics', () => {
  it('is refused when it is the port of the server', () => {
    expect(problemsOf({ listen: { port: 3100 }, metrics: { port: 3100 } })).toEqual([
      expect.objectContaining({
        path: 'metrics.port',
        message: expect.stringContaining('must be another port than listen.port'),
      }),
    ]);
  });

  it.each([
    ['another port', { listen: { port: 3100 }, metrics: { port: 9464 } }],
    ['no port', { listen: { port: 3100 } }],
    [
      'two that the system chooses',
      { issuer: 'http://127.0.0.1:3100', listen: { port: 0 }, metrics: { port: 0 } },
    ],
  ])('is accepted: %s', (_what, settings) => {
    expect(load(settings).settings.listen.port).toBe(settings.listen.port);
  });
});

describe('settings of what operators see', () => {
  it.each<[string, object, string, RegExp]>([
    [
      'a level that does not exist',
      { log: { level: 'verbose' } },
      'log.level',
      /fatal, error, warn, info or debug/,
    ],
    ['a port that is text', { metrics: { port: 'http' } }, 'metrics.port', /0 to 65535/],
    ['a port that does not exist', { metrics: { port: 70_000 } }, 'metrics.port', /0 to 65535/],
    ['a collector without a scheme', { traces: { endpoint: 'collector:4318' } }, 'traces.endpoint', /http/],
    ['no part of the requests', { traces: { percent: 0 } }, 'traces.percent', /1 to 100/],
    ['no request at all', { limits: { requestsAtOnce: 0 } }, 'limits.requestsAtOnce', /4 to 100000/],
    [
      'no delay at all',
      { limits: { eventLoopDelayMilliseconds: 1 } },
      'limits.eventLoopDelayMilliseconds',
      /50/,
    ],
    ['a stop that takes an hour', { listen: { drainSeconds: 3600 } }, 'listen.drainSeconds', /0 to 300/],
  ])('are refused with the place and what would be right: %s', (_what, settings, path, message) => {
    expect(problemsOf(settings)).toEqual([
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    ]);
  });
});
