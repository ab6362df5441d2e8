import { partsOf } from './categories.js';
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
 * @param mayNarrow whether a part may take the place of a whole on this FHIR server.
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
  const holdsParts = answers.flat().some((scope) => !asked.includes(scope));
  return holdsParts && !mayNarrow ? undefined : answers.flat();
}

function partsAllowed(scope: string, { allowed }: FormerDecision): string[] {
  return partsOf(scope)
    .map((part) => part.scope)
    .filter((part) => allowed.includes(part));
}
