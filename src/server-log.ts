import { ConsoleLogger } from '@nestjs/common';

/** The sources of Nest’s own log lines at the start: about a hundred lines without useful information. */
const FRAMEWORK = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** The process’s log: JSON lines in production, readable lines otherwise. */
export class ServerLog extends ConsoleLogger {
  constructor(production: boolean) {
    super({ json: production, logLevels: ['fatal', 'error', 'warn', 'log'] });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && FRAMEWORK.has(context)) return;
    super.log(message, ...(rest as [string]));
  }
}
