import { covers } from './scope-algebra.js';
import { parseSmartScope } from './smart-scope.js';

/** An earlier decision of a person: the scopes and claims that were asked for, and the scopes that they allowed. */
export interface FormerDecision {
  asked: readonly string[];
  allowed: readonly string[];
}

/**
 * Answers a request from an earlier decision, when that decision was about everything that is asked now.
 *
 * @param asked scopes and claims of the request.
 * @param mayNarrow whether a category may replace a whole type on this FHIR server.
 * @returns the clinical scopes to allow, some perhaps only parts; undefined when the person has to be asked.
 */
export function answerFromBefore(
  asked: readonly string[],
  former: FormerDecision,
  mayNarrow: boolean,
): string[] | undefined {
  if (!asked.every((one) => former.asked.includes(one))) return undefined;
  const answers = asked
    .filter((scope) => parseSmartScope(scope) !== undefined)
    .map((scope) => (former.allowed.includes(scope) ? [scope] : partsAllowed(scope, former)));
  const all = [...new Set(answers.flat())];
  const holdsCategories = all.some(
    (scope) => !asked.includes(scope) && parseSmartScope(scope)?.query !== undefined,
  );
  return holdsCategories && !mayNarrow ? undefined : all;
}

/** What was allowed instead of the whole: categories, or single types. */
function partsAllowed(text: string, { asked, allowed }: FormerDecision): string[] {
  const whole = parseSmartScope(text)!;
  return allowed.filter((one) => {
    const part = parseSmartScope(one);
    return part !== undefined && !asked.includes(one) && covers(whole, part);
  });
}
