import { covers } from './scope-algebra.js';
import { parseSmartScope } from './smart-scope.js';

/** What a person decided once: on which scopes and claims, and which scopes they allowed. */
export interface FormerDecision {
  asked: readonly string[];
  allowed: readonly string[];
}

/**
 * The answer to a request that a former decision holds: it was about all that is asked for now.
 *
 * @param asked scopes and claims of the request.
 * @param mayNarrow whether a category may take the place of a whole type on this FHIR server.
 * @returns the clinical scopes to allow, some perhaps parts; undefined where the person has to be asked.
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

/** What was allowed in the place of the whole: by category, or type by type. */
function partsAllowed(text: string, { asked, allowed }: FormerDecision): string[] {
  const whole = parseSmartScope(text)!;
  return allowed.filter((one) => {
    const part = parseSmartScope(one);
    return part !== undefined && !asked.includes(one) && covers(whole, part);
  });
}
