import { Logger } from '@nestjs/common';
import { TestClock } from '../test/support/test-clock.js';
import { Settings } from '#src/config/settings/settings.js';
import type { LogLevel } from '#src/config/settings/log.settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import { requestScope } from '#src/request-scope/request-scope.js';
import { type LogStream, ServerLog } from './server-log.js';

const AT = Date.UTC(2026, 10, 29, 22, 21, 57, 123);

/** Standard output, as a file, a pipe or a terminal. */
class Output implements LogStream {
  text = '';
  breaks: () => void = () => {};
  hasColors?: () => boolean;

  constructor(isTerminal = false) {
    if (isTerminal) this.hasColors = () => true;
  }

  write(text: string): void {
    this.text += text;
  }

  on(_event: 'error', listener: () => void): void {
    this.breaks = listener;
  }
}

function logTo(output: Output, more: { production?: boolean; level?: LogLevel } = {}): ServerLog {
  const settings = Object.assign(new Settings(), { production: more.production ?? true });
  if (more.level) settings.log.level = more.level;
  return new ServerLog(settings, new TestClock(AT), output);
}

describe('the log', () => {
  afterAll(() => Logger.overrideLogger(['error', 'fatal']));

  it('in production is one JSON object for each line, with the level by name and the time in UTC', () => {
    const output = new Output();
    Logger.overrideLogger(logTo(output));
    const log = new Logger('Database');
    log.log('opened');
    log.warn('nearly full');
    log.error('lost', 'Error: lost\n    at here');
    log.fatal('gone');
    const lines = output.text.trimEnd().split('\n');
    expect(lines[0]).toBe(
      '{"level":"info","timestamp":"2026-11-29T22:21:57.123Z","context":"Database","message":"opened"}',
    );
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual([
      'info',
      'warn',
      'error',
      'fatal',
    ]);
    expect(JSON.parse(lines[2]!)).toMatchObject({ message: 'lost', stack: 'Error: lost\n    at here' });
  });

  it.each<[LogLevel, string[]]>([
    ['fatal', ['fatal']],
    ['error', ['fatal', 'error']],
    ['warn', ['fatal', 'error', 'warn']],
    ['info', ['fatal', 'error', 'warn', 'log']],
    ['debug', ['fatal', 'error', 'warn', 'log', 'debug']],
  ])('at the level %s has the lines %s', (level, written) => {
    const output = new Output();
    const log = logTo(output, { level });
    for (const kind of ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const)
      log[kind](kind, 'Test');
    expect([...output.text.matchAll(/"message":"(\w+)"/g)].map(([, message]) => message)).toEqual(written);
  });

  it('names the request in each line that is written for it, and its trace', () => {
    const output = new Output();
    const log = logTo(output);
    const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
    const scope = { address: undefined, lostBefore: 0, seen: { startedAt: 0, trace } };
    requestScope.run(scope, () => {
      log.log('first', 'Test');
      log.log('second', 'Test');
    });
    log.log('outside', 'Test');
    const [first, second, outside] = output.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(first).toMatchObject({ requestId: expect.stringMatching(/^[\w-]{8}$/), traceId: trace.traceId });
    expect(second!.requestId).toBe(first!.requestId);
    expect(outside).not.toHaveProperty('requestId');
    expect(outside).not.toHaveProperty('traceId');
  });

  it('has of an error its code and detail, and of any other object nothing', () => {
    const output = new Output();
    const log = logTo(output);
    log.error(new DomainError({ code: 'too_late', message: 'for people', detail: 'for the log' }), 'Test');
    log.error({ password: 'hunter2' }, 'Test');
    expect(output.text).toContain('DomainError too_late: for the log');
    expect(output.text).not.toContain('hunter2');
  });

  it('leaves out what the framework says about itself at the start', () => {
    const output = new Output();
    logTo(output).log('Mapped {/token, POST} route', 'RouterExplorer');
    expect(output.text).toBe('');
  });

  it('outside production is readable, and has colours at a terminal only', () => {
    const [file, terminal] = [new Output(), new Output(true)];
    for (const output of [file, terminal])
      logTo(output, { production: false }).warn('nearly full', 'Database');
    expect(file.text).toBe('2026-11-29T22:21:57.123Z WARN  [Database] nearly full\n');
    expect(terminal.text).toBe('2026-11-29T22:21:57.123Z \u001b[33mWARN \u001b[0m [Database] nearly full\n');
  });

  it.each([true, false])('has one line for text with line breaks (production: %s)', (production) => {
    const output = new Output();
    const forged = 'unknown client\n2026-11-29T22:21:57.123Z ERROR [Database] lost\u001b[2J';
    logTo(output, { production }).warn(forged, 'Audit');
    expect(output.text.trimEnd().split('\n')).toHaveLength(1);
    expect(output.text).not.toContain('\u001b');
  });

  it('listens for the failure of its output, which would end the process otherwise', () => {
    const output = new Output();
    const unlistened = output.breaks;
    logTo(output);
    expect(output.breaks).not.toBe(unlistened);
    expect(() => output.breaks()).not.toThrow();
  });
});
