import { instantOf } from '#src/clock/instant.js';
import type { ConfigurationProblem } from '#src/config/problems.js';

// A reader such as `head` may close the pipe before everything is written. Then this process has nothing left to do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** Prints one JSON object per line, for people and for scripts. */
export function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints to standard error, because scripts read standard output. */
export function printWarnings(warnings: readonly ConfigurationProblem[]): void {
  for (const { path, message } of warnings) process.stderr.write(`warning: ${path}: ${message}\n`);
}

/** @param epoch seconds since 1970. */
export function instant(epoch: number | null | undefined): string | undefined {
  return typeof epoch === 'number' ? instantOf(epoch) : undefined;
}
