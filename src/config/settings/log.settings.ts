import { IsIn } from 'class-validator';
import { Setting } from '../setting.js';

/** From the fewest lines to the most. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** The log of the server. */
export class LogSettings {
  @Setting(
    'Which lines are written: those of this level and of more serious ones. `debug` also says why the engine refused a request. No level writes tokens, secrets or personal data.',
  )
  @IsIn(LOG_LEVELS, { message: `must be ${LOG_LEVELS.slice(0, -1).join(', ')} or debug` })
  level: LogLevel = 'info';
}
