import type { LoggerService } from '@nestjs/common';
import { errorForLog } from '#src/errors/domain-error.js';

/**
 * These say nothing that the error does not say with which the command ends: Nest when it cannot start, its module for
 * TypeORM when there is no connection, and the room of the database.
 */
const SAID_BY_THE_ERROR = new Set(['ExceptionHandler', 'TypeOrmModule', 'Database']);

/**
 * What the rooms log while a command runs: plain lines on standard error, because scripts read standard output.
 */
export class CommandLog implements LoggerService {
  /** @param warns whether warnings are shown, too. */
  constructor(private readonly warns: boolean) {}

  log(): void {}

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest.at(-1));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    if (this.warns) this.write('warning', message, rest.at(-1));
  }

  private write(level: string, message: unknown, context: unknown): void {
    if (typeof context === 'string' && SAID_BY_THE_ERROR.has(context)) return;
    process.stderr.write(`${level}: ${typeof message === 'string' ? message : errorForLog(message)}\n`);
  }
}
