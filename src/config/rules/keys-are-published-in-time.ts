import type { Rule } from './rule.js';

const HOURS_OF_DAY = 24;
const FEWEST_DAYS = 7;

/** A key must be published before it signs, and sign before it is replaced. */
export const keysArePublishedInTime: Rule = ({ signingKeys }, { errors }) => {
  const { rotateAfterDays, publishHours } = signingKeys;
  if (rotateAfterDays === 0) return;
  const path = 'signingKeys.rotateAfterDays';
  if (rotateAfterDays < FEWEST_DAYS) {
    errors.push({
      path,
      message: `must be 0 (never) or at least ${FEWEST_DAYS} days; found ${rotateAfterDays}`,
    });
  } else if (rotateAfterDays * HOURS_OF_DAY < 2 * publishHours) {
    errors.push({
      path,
      message: `must be at least ${Math.ceil((2 * publishHours) / HOURS_OF_DAY)} days, twice as long as signingKeys.publishHours (${publishHours})`,
    });
  }
};
