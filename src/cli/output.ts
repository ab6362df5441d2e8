import type { ConfigurationProblem } from '#src/config/problems.js';

/** One JSON object a line, for people and for scripts. */
export function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** On standard error: standard output is for what scripts read. */
export function printWarnings(warnings: readonly ConfigurationProblem[]): void {
  for (const { path, message } of warnings) process.stderr.write(`warning: ${path}: ${message}\n`);
}

/** @param epoch seconds since 1970. */
export function instant(epoch: number | null | undefined): string | undefined {
  return typeof epoch === 'number' ? new Date(epoch * 1000).toISOString() : undefined;
}
