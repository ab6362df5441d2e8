import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import type { Clock } from '#src/clock/clock.js';
import type { Settings } from '#src/config/settings/settings.js';
import { DomainError, errorForLog } from '#src/errors/domain-error.js';
import { requestId } from '#src/request-scope/request-id.js';
import { requestScope } from '#src/request-scope/request-scope.js';

/** The sources of Nest’s own log lines at the start: about a hundred lines without useful information. */
const FRAMEWORK = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

const COLOURS: Record<string, number> = { fatal: 31, error: 31, warn: 33, info: 32, debug: 90 };

/** Where the lines go. */
export interface LogStream {
  write(text: string): unknown;
  on(event: 'error', listener: () => void): unknown;
  /** Only a terminal has this. It also reads the variable NO_COLOR. */
  hasColors?(): boolean;
}

/** One line, with its members in this order. */
interface Line {
  level: string;
  /** ISO 8601, in UTC, with milliseconds. */
  timestamp: string;
  /** Of the client’s request that was answered meanwhile. */
  requestId?: string;
  /** The trace of that request, while traces are sent. */
  traceId?: string;
  context?: string;
  message: string;
  stack?: string;
}

/**
 * The process’s log, on standard output: JSON lines in production, readable lines otherwise. Only a terminal gets
 * colours.
 *
 * If nobody reads standard output any more, the lines are lost and the server goes on.
 */
export class ServerLog implements LoggerService {
  private readonly lines: Logger;

  constructor(
    { production, log }: Pick<Settings, 'production' | 'log'>,
    clock: Clock,
    output: LogStream = process.stdout,
  ) {
    // Without a listener, a pipe that is closed at its other end (EPIPE) would end the process.
    output.on('error', () => {});
    const hasColours = output.hasColors?.() ?? false;
    const readable = { write: (line: string) => void output.write(inWords(line, hasColours)) };
    this.lines = pino(
      {
        level: log.level,
        base: undefined,
        messageKey: 'message',
        timestamp: () => `,"timestamp":"${clock.date().toISOString()}"`,
        formatters: { level: (level) => ({ level }) },
        mixin: ofThisRequest,
      },
      production ? { write: (line: string) => void output.write(line) } : readable,
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && FRAMEWORK.has(context)) return;
    this.write('info', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    if (isSaidAtTheEnd(message, rest.at(-1))) return;
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** @param rest as Nest gives it: the stack of an error, if there is one, and the context. */
  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : message instanceof Error ? message.stack : undefined;
    this.lines[level](
      {
        ...(typeof context === 'string' ? { context } : {}),
        ...(typeof stack === 'string' ? { stack } : {}),
      },
      // Never a whole object: nobody has looked at what it holds.
      typeof message === 'string' ? message : errorForLog(message),
    );
  }
}

/**
 * Whether whoever started the server says it when the start has failed: what is wrong with its surroundings, in plain
 * words and without a stack.
 */
function isSaidAtTheEnd(message: unknown, context: unknown): boolean {
  if (context === 'ExceptionHandler') return message instanceof DomainError;
  return context === 'TypeOrmModule' || context === 'NestApplication';
}

function ofThisRequest(): { requestId?: string; traceId?: string } {
  const scope = requestScope.getStore();
  if (!scope) return {};
  const traceId = scope.seen?.trace?.traceId;
  return { requestId: requestId(scope), ...(traceId === undefined ? {} : { traceId }) };
}

/** The same line for people. Nothing in it can begin a line of its own, or change the terminal. */
function inWords(json: string, hasColours: boolean): string {
  const { level, timestamp, context, requestId: id, message, stack } = JSON.parse(json) as Line;
  const name = level.toUpperCase().padEnd(5);
  const shown = hasColours ? `\u001b[${COLOURS[level]}m${name}\u001b[0m` : name;
  const of = [context === undefined ? '' : `[${context}] `, printable(message), id ? ` (request ${id})` : ''];
  const more = stack === undefined ? '' : `${stack.split('\n').map(printable).join('\n')}\n`;
  return `${timestamp} ${shown} ${of.join('')}\n${more}`;
}

function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
