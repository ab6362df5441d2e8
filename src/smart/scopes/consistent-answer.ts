import { givesBack } from './scope-algebra.js';
import { parseSmartScope } from './smart-scope.js';

/**
 * The part of a person’s answer that takes effect. Apps may ask for the same data in several ways (`patient/*.rs
 * patient/Observation.rs`, or both spellings of one scope). What the person took out of one scope must not come back by
 * another, so the narrower answer counts.
 *
 * @param asked the scopes that the person decided on.
 * @param allowed those that were left ticked, and parts that replace some of them.
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
