import { distance } from 'fastest-levenshtein';
import { DomainError, errorForLog } from '#src/errors/domain-error.js';

/** One mistake in the configuration. */
export interface ConfigurationProblem {
  /** The place, as an administrator would write it: `fhirServers[0].baseUrl`. */
  path: string;
  /** What was found and what is allowed, in one sentence. Never the value of a secret. */
  message: string;
  /** The source of the value: a file or an environment variable. */
  source?: string;
}

/** The configuration cannot be used. Every problem that was found is listed, not only the first. */
export class ConfigurationError extends DomainError {
  constructor(readonly problems: ConfigurationProblem[]) {
    const lines = problems.map(
      (problem) =>
        `  ${problem.path || '(top level)'}: ${problem.message}${problem.source ? ` [${problem.source}]` : ''}`,
    );
    super({
      code: 'configuration_invalid',
      message: `The configuration has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n${lines.join('\n')}`,
    });
  }
}

/** What is wrong with one entry, in one line and without a secret. */
export function problemText(error: unknown): string {
  return error instanceof ConfigurationError
    ? error.problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
    : errorForLog(error);
}

/** The known key that an administrator most likely meant, if one is similar enough. */
export function didYouMean(found: string, known: string[]): string | undefined {
  const ranked = known
    .map((key) => ({ key, distance: distance(found.toLowerCase(), key.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(best.key.length / 3)) ? best.key : undefined;
}

/**
 * How a message shows a value: short, on one line, and never a secret. A value that contains other values is not shown
 * at all, because a secret may be among them.
 */
export function foundText(value: unknown, secret = false): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value) && (secret || value.some((entry) => typeof entry === 'object'))) return 'a list';
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return 'a mapping';
  if (secret) return `a ${typeof value} (not shown)`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
