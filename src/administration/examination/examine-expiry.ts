import { instantOf } from '#src/clock/instant.js';
import { EXPIRES_SOON_SECONDS } from '#src/definitions/expiry.js';
import type { Report } from './report.js';

/**
 * Reports what ends within 30 days, or has ended. Of what lasts longer it says nothing.
 *
 * @param ending what ends, and what to do about it.
 * @param end Infinity for what does not end; like `now` in seconds since 1970.
 */
export function examineExpiry(
  what: string,
  ending: { thing: string; remedy: string },
  end: number,
  now: number,
  report: Report,
): void {
  const { thing, remedy } = ending;
  if (end > now + EXPIRES_SOON_SECONDS) return;
  if (end <= now) report('problem', what, `${thing} ended at ${instantOf(end)}: ${remedy}`);
  else report('warning', what, `${thing} ends at ${instantOf(end)}: ${remedy}`);
}
