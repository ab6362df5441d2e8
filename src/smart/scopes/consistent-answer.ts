import { givesBack } from './scope-algebra.js';
import { parseSmartScope } from './smart-scope.js';

/**
 * What of a person’s answer stands. Apps ask for the same in several ways (`patient/*.rs patient/Observation.rs`, or both
 * spellings of one scope): what was taken out of one must not come back by another, so that the narrower answer counts.
 *
 * @param asked the scopes that were to be decided on.
 * @param allowed those that were left ticked, and parts in the place of some.
 */
export function consistentAnswer(asked: readonly string[], allowed: readonly string[]): string[] {
  const takenOut = asked
    .filter((scope) => !allowed.includes(scope))
    .map(parseSmartScope)
    .filter((scope) => scope !== undefined);
  return allowed.filter((text) => {
    const scope = parseSmartScope(text);
    return !scope || !takenOut.some((one) => givesBack(scope, one));
  });
}
